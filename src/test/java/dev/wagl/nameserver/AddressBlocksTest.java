package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether an address lies in one of several networks. */
class AddressBlocksTest {

    private final AddressBlocks blocks =
            new AddressBlocks(AddressBlock.parseList("loopback,private,203.0.113.9,2001:db8::/32"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "::1, true",
        "10.1.2.3, true",
        "172.31.255.255, true",
        "172.32.0.0, false",
        "203.0.113.9, true",
        "203.0.113.8, false",
        "::ffff:203.0.113.9, true",
        "8.8.8.8, false",
        "255.255.255.255, false",
        "0.0.0.0, false",
        "fd00::1, true",
        "2001:db8:ffff::1, true",
        "2001:db9::1, false"
    })
    void addressesAreWithinOrWithout(String address, boolean within) {
        ClientAddress client = ClientAddress.of(Answers.ip(address));
        assertThat(blocks.contain(client)).isEqualTo(within);
        assertThat(new AddressBlocks(List.of()).contain(client)).isFalse();
    }
}
