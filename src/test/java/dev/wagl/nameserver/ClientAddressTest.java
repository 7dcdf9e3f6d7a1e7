package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    /** That an IPv4 address' hash code is the address is the JDK's habit, not its word. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "1.2.3.4", "127.0.0.1", "192.0.2.255", "255.255.255.255", "::1", "2001:db8::53"})
    void holdsTheOctetsOfTheAddress(String literal) throws Exception {
        InetAddress address = InetAddress.getByName(literal);
        ClientAddress client = ClientAddress.of(address);
        byte[] written = new byte[20];
        int end = client.write(written, 2);

        assertThat(HexFormat.of().formatHex(written, 2, end))
                .isEqualTo(HexFormat.of().formatHex(address.getAddress()));
        assertThat(client.v4()).isEqualTo(!(address instanceof Inet6Address));
    }

    /** What a socket of both families may call a client of IPv4. */
    @Test
    void aMappedAddressIsTheOneOfIpv4() throws Exception {
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000201");
        ClientAddress client = ClientAddress.of(Inet6Address.getByAddress(null, mapped, 0));

        assertThat(client.v4()).isTrue();
        assertThat(client.sameAs(ClientAddress.of(InetAddress.getByName("192.0.2.1"))))
                .isTrue();
    }

    @Test
    void oneObjectTakesOneAddressAfterTheOther() throws Exception {
        ClientAddress client = ClientAddress.of(InetAddress.getByName("2001:db8::1"));
        client.set(InetAddress.getByName("192.0.2.1"));
        assertThat(client.sameAs(ClientAddress.of(InetAddress.getByName("192.0.2.1"))))
                .isTrue();
        client.set(InetAddress.getByName("::c000:201"));
        assertThat(client.sameAs(ClientAddress.of(InetAddress.getByName("192.0.2.1"))))
                .isFalse();
    }
}
