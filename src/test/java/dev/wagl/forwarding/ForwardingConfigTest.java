package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.ClientAddress;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardingConfigTest {

    @ParameterizedTest
    @CsvSource({"10.1.2.3, true", "203.0.113.9, true", "203.0.113.10, false", "::1, true", "2001:db8::1, false"})
    void whoIsInOneOfTheBlocksIsForwardedFor(String literal, boolean allowed) throws Exception {
        ForwardingConfig config =
                new ForwardingConfig(true, List.of(), AddressBlock.parseList("loopback,private,203.0.113.9"), 0);
        ClientAddress client = new ClientAddress();
        client.set(InetAddress.getByName(literal));

        assertThat(config.allows(client)).isEqualTo(allowed);
    }
}
