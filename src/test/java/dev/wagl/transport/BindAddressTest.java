package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindAddressTest {

    @ParameterizedTest
    @CsvSource({
        ":53, :53",
        "127.0.0.1:5300, 127.0.0.1:5300",
        "0.0.0.0:53, 0.0.0.0:53",
        "[::1]:53, [::1]:53",
        "[::]:53, :53",
        "[::ffff:10.0.0.1]:53, 10.0.0.1:53",
        "[2001:db8::A]:65535, [2001:db8::a]:65535",
        ":0, :0"
    })
    void takesTheFormsOfGo(String text, String canonical) {
        assertThat(BindAddress.parse(text)).hasToString(canonical);
        assertThat(BindAddress.parse(canonical)).isEqualTo(BindAddress.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "53|is a bare port; write :53",
                "127.0.0.1|has no port; write 127.0.0.1:53",
                "localhost:53|has the host name localhost; write an IP address, such as 127.0.0.1:53",
                "1.2.3:53|has 1.2.3, which is no IPv4 address",
                "1.2.3.256:53|has 1.2.3.256, which is no IPv4 address",
                "1.2.3.4.5:53|is no IPv4 address",
                "1.2..4:53|is no IPv4 address",
                "1.2.3.99999999999:53|is no IPv4 address",
                "::1:53|has an IPv6 address without brackets; write it as [::1]:53",
                "[::1]|has no port; write [::1]:53",
                "[::1]53|has no port; write [::1]:53",
                "[::1:53|has a bracket that does not close",
                "[localhost]:53|has localhost in brackets, which is no IPv6 address",
                "[::1::2]:53|which is no IPv6 address",
                "[fe80::1%no-such-interface]:53|no such interface",
                "127.0.0.1:|has no port after the colon",
                ":65536|has the port 65536; a port is a number up to 65535",
                ":-1|has the port -1",
                ":domain|has the port domain",
                ":99999999999999999999|a port is a number up to 65535"
            })
    void saysWhatIsWrongAndWhatWouldBeRight(String text, String message) {
        assertThatThrownBy(() -> BindAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void takesSeveralWithCommasBetween() {
        assertThat(BindAddress.parseList("127.0.0.1:53, [::1]:53,:5300"))
                .extracting(BindAddress::toString)
                .containsExactly("127.0.0.1:53", "[::1]:53", ":5300");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:53,", ",:53", ":53,,:54"})
    void refusesAnEmptyElement(String text) {
        assertThatThrownBy(() -> BindAddress.parseList(text)).hasMessageContaining("is empty");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":53,:53|has :53 twice",
                ":53,127.0.0.1:53|has both :53 and 127.0.0.1:53",
                "0.0.0.0:53,127.0.0.1:53|has both 0.0.0.0:53 and 127.0.0.1:53",
                "0.0.0.0:53,[::1]:53|has both 0.0.0.0:53 and [::1]:53",
                "127.0.0.1:53,127.0.0.1:53|has 127.0.0.1:53 twice"
            })
    void refusesWhatItWouldBindTwice(String text, String message) {
        assertThatThrownBy(() -> BindAddress.parseList(text)).hasMessageContaining(message);
    }

    @Test
    void theWildcardOfIpv4ServesNobodyElse() throws Exception {
        BindAddress ipv4 = BindAddress.parse("0.0.0.0:53");
        assertThat(ipv4.serves(InetAddress.getByName("10.0.0.1"))).isTrue();
        assertThat(ipv4.serves(InetAddress.getByName("::1"))).isFalse();
        assertThat(BindAddress.parse(":53").serves(InetAddress.getByName("::1")))
                .isTrue();
    }
}
