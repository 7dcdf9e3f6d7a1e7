package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

    private static boolean contains(String blocks, String address) throws Exception {
        ClientAddress client = new ClientAddress();
        client.set(InetAddress.getByName(address));
        return AddressBlock.parseList(blocks).stream().anyMatch(block -> block.contains(client));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.255.0.1, true",
        "::1, true",
        "10.0.0.0, true",
        "10.255.255.255, true",
        "172.15.255.255, false",
        "172.16.0.0, true",
        "172.31.255.255, true",
        "172.32.0.0, false",
        "192.168.1.1, true",
        "192.169.0.0, false",
        "169.254.1.1, true",
        "fe80::1, true",
        "febf:ffff::1, true",
        "fec0::1, false",
        "fc00::1, true",
        "fdff::1, true",
        "fe00::1, false",
        "8.8.8.8, false",
        "2001:db8::1, false",
        "::ffff:10.0.0.1, true",
        "::, false",
        "0.0.0.0, false",
    })
    void theDefaultIsWhoIsNear(String client, boolean contained) throws Exception {
        assertThat(contains("loopback,link-local,private", client)).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.6, false",
        "203.0.113.128/25, 203.0.113.128, true",
        "203.0.113.128/25, 203.0.113.127, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "128.0.0.0/1, 127.255.255.255, false",
        "128.0.0.0/1, 255.0.0.1, true",
    })
    void aPrefixIsCompared(String block, String client, boolean contained) throws Exception {
        assertThat(contains(block, client)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "friends", "example.com", "10.0.0/8", "/8", "Private", "10.0.0.0/8,"})
    void refusesWhatIsNoBlock(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressBlock.parseList(text))
                .withMessageEndingWith(
                        "is not a block of addresses; write for example 10.0.0.0/8, 2001:db8::/32, or one of the"
                                + " words loopback, link-local, private");
    }

    @Test
    void refusesPrefixesThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressBlock.parseList("10.0.0.0/33"))
                .withMessage("'10.0.0.0/33' has a prefix length that is not a number from 0 to 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressBlock.parseList("2001:db8::/129"))
                .withMessage("'2001:db8::/129' has a prefix length that is not a number from 0 to 128");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressBlock.parseList("10.0.0.0/"))
                .withMessage("'10.0.0.0/' has a prefix length that is not a number from 0 to 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressBlock.parseList("10.1.2.3/8"))
                .withMessage("'10.1.2.3/8' has bits set behind its first 8; did you mean 10.0.0.0/8?");
    }
}
