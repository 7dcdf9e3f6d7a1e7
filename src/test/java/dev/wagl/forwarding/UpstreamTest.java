package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wagl.dns.Name;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, ., 192.0.2.1, 53, false,",
        "192.0.2.1:5353, ., 192.0.2.1, 5353, false,",
        "2001:db8::1, ., 2001:db8::1, 53, false,",
        "[2001:db8::1], ., 2001:db8::1, 53, false,",
        "[2001:db8::1]:5353, ., 2001:db8::1, 5353, false,",
        "tls://9.9.9.9#dns.quad9.net, ., 9.9.9.9, 853, true, dns.quad9.net",
        "tls://9.9.9.9:8853#dns.quad9.net, ., 9.9.9.9, 8853, true, dns.quad9.net",
        "tls://9.9.9.9, ., 9.9.9.9, 853, true,",
        "TLS://[2620:fe::fe]#dns.quad9.net, ., 2620:fe::fe, 853, true, dns.quad9.net",
        "corp.example=10.0.0.2, corp.example., 10.0.0.2, 53, false,",
        "Corp.Example.=[2001:db8::1]:53, corp.example., 2001:db8::1, 53, false,",
        "10.in-addr.arpa=10.0.0.2, 10.in-addr.arpa., 10.0.0.2, 53, false,",
        "corp.example=tls://10.0.0.2#ns.corp.example, corp.example., 10.0.0.2, 853, true, ns.corp.example",
    })
    void readsEachForm(String text, String zone, String address, int port, boolean tls, String tlsName)
            throws Exception {
        assertThat(Upstream.parse(text))
                .isEqualTo(new Upstream(
                        Name.parse(zone), new InetSocketAddress(InetAddress.getByName(address), port), tls, tlsName));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1:53",
                "[2001:db8:0:0:0:0:0:1]:5353",
                "tls://9.9.9.9:853#dns.quad9.net",
                "corp.example.=10.0.0.2:53"
            })
    void writesWhatItReads(String text) {
        assertThat(Upstream.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns.google",
                "localhost",
                "",
                "53",
                "1.1.1",
                "1.1.1.256",
                "01.1.1.1",
                "1.1.1.1.1",
                "[1.1.1.1]",
                "[1.1.1.1]:53",
                "[2001:db8::1",
                "2001:db8::1]:53",
                "2001:db8:::1",
                "tls://dns.quad9.net",
                "corp.example=ns.corp.example",
                "https://1.1.1.1/dns-query"
            })
    void resolvesNoHostName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parseList(text))
                .withMessageStartingWith(
                        "'" + text + "' is not the address of a name server (a host name is not resolved here);");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]:53", "224.0.0.1", "ff02::1", "255.255.255.255"})
    void asksOneServer(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parse(text))
                .withMessageStartingWith("'" + text + "' is not an address that one server has;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1:0", "1.1.1.1:65536", "1.1.1.1:", "[::1]:x", "tls://1.1.1.1:99999999999"})
    void refusesBadPorts(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parse(text))
                .withMessage("'" + text + "' has a port that is not a number from 1 to 65535");
    }

    @Test
    void refusesBadNames() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parse("1.1.1.1#one"))
                .withMessage(
                        "'1.1.1.1#one' has a certificate name but no tls://; write for example tls://9.9.9.9#dns.quad9.net");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parse("tls://1.1.1.1#"))
                .withMessage("'tls://1.1.1.1#' has a certificate name that is not a host name; write for example"
                        + " tls://9.9.9.9#dns.quad9.net");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parse("=1.1.1.1"))
                .withMessage("'=1.1.1.1' names a zone that is empty; write for example corp.example=10.0.0.2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parse("a..b=1.1.1.1"))
                .withMessage(
                        "'a..b=1.1.1.1' names a zone that has an empty label; write for example corp.example=10.0.0.2");
    }

    @Test
    void refusesOneThatIsGivenTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Upstream.parseList("192.0.2.1, 192.0.2.2,192.0.2.1:53"))
                .withMessage("'192.0.2.1:53' is given twice; give each name server once");
        assertThat(Upstream.parseList("192.0.2.1,corp.example=192.0.2.1")).hasSize(2);
    }
}
