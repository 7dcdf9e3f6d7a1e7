package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.ResponseEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** How TTLs are read (RFC 2181 5.2 and 8), counted down, and told of what has expired (RFC 8767 4). */
class Rfc2181TimeToLiveTest {

    @ParameterizedTest(name = "{0} s: {1} s")
    @CsvSource({"0, 0", "1, 1", "86400, 86400", "86401, 86400", "2147483647, 86400", "2147483648, 0", "4294967295, 0"})
    void aTtlIsBounded(long ttl, int bounded) {
        // dnsjava takes none over 31 bits.
        Asked asked = Asked.of("www.example. A").answer("www.example. 0 IN A 192.0.2.1");
        byte[] message = asked.octets();
        dev.wagl.dns.Octets.putU32(message, message.length - 10, ttl);
        Reply reply = asked.reply(message);
        assertThat(reply.lifetime()).isEqualTo(bounded);
        assertThat(Asked.text(Asked.read(asked.write(reply, 0))))
                .isEqualTo("noerror\nwww.example. " + bounded + " a 192.0.2.1");
    }

    @Test
    void theRecordsOfAnRRsetHaveOneTtl() {
        Asked.of("www.example. A")
                .answer(
                        "www.example. 300 IN A 192.0.2.1",
                        "www.example. 20 IN A 192.0.2.2",
                        "www.example. 100 IN A 192.0.2.3")
                .becomes(
                        "NOERROR",
                        "www.example. 20 A 192.0.2.1",
                        "www.example. 20 A 192.0.2.2",
                        "www.example. 20 A 192.0.2.3");
    }

    @Test
    void ttlsAreCountedDown() {
        Asked asked = Asked.of("www.example. A")
                .answer("www.example. 100 IN CNAME a.example.", "a.example. 40 IN A 192.0.2.1");
        assertThat(asked.reply().lifetime()).isEqualTo(40);
        asked.becomes(1, "NOERROR", "www.example. 99 CNAME a.example.", "a.example. 39 A 192.0.2.1");
        asked.becomes(39, "NOERROR", "www.example. 61 CNAME a.example.", "a.example. 1 A 192.0.2.1");
        asked.becomes(50, "NOERROR", "www.example. 50 CNAME a.example.", "a.example. 0 A 192.0.2.1");
    }

    @Test
    void ttlsOfDenialsAreCountedDown() {
        Asked.of("www.example. A")
                .authority("example. 100 IN SOA ns.example. m.example. 1 2 3 4 50")
                .becomes(20, "NOERROR", "au example. 30 SOA ns.example. m.example. 1 2 3 4 50");
    }

    /** The clock of another thread may be behind. */
    @Test
    void nobodyGetsMoreThanThereWas() {
        Asked.of("www.example. A")
                .answer("www.example. 100 IN A 192.0.2.1")
                .becomes(-5, "NOERROR", "www.example. 100 A 192.0.2.1");
    }

    @Test
    void whatHasExpiredHasThirtySeconds() {
        Asked asked = Asked.of("www.example. A")
                .answer("www.example. 100 IN CNAME a.example.", "a.example. 4 IN A 192.0.2.1");
        Message stale = Asked.read(asked.writeStale(asked.reply()));
        assertThat(Asked.text(stale)).isEqualTo("noerror\nwww.example. 30 cname a.example.\na.example. 30 a 192.0.2.1");
        assertThat(extendedError(stale)).isEqualTo(ExtendedErrorCodeOption.STALE_ANSWER);
    }

    @Test
    void aDenialThatHasExpiredSaysSo() {
        Asked asked = Asked.of("www.example. A")
                .rcode(Rcode.NXDOMAIN)
                .authority("example. 100 IN SOA ns.example. m.example. 1 2 3 4 50");
        Message stale = Asked.read(asked.writeStale(asked.reply()));
        assertThat(Asked.text(stale)).isEqualTo("nxdomain\nau example. 30 soa ns.example. m.example. 1 2 3 4 50");
        assertThat(extendedError(stale)).isEqualTo(ExtendedErrorCodeOption.STALE_NXDOMAIN_ANSWER);
    }

    private static int extendedError(Message message) {
        return ((ExtendedErrorCodeOption) message.getOPT().getOptions().get(0)).getErrorCode();
    }

    @Test
    void aReplyCanBeWrittenOftenAndDoesNotChange() {
        Asked asked = Asked.of("www.example. A").answer("www.example. 100 IN A 192.0.2.1");
        Reply reply = asked.reply();
        byte[] first = asked.write(reply, 0, ResponseEncoder.UDP_SIZE);
        asked.write(reply, 7, ResponseEncoder.UDP_SIZE);
        asked.writeStale(reply);
        assertThat(asked.write(reply, 0, ResponseEncoder.UDP_SIZE)).isEqualTo(first);
    }
}
