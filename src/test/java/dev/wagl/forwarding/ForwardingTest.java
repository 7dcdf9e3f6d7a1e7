package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.answers;
import static dev.wagl.forwarding.ForwardingServer.extendedError;
import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static dev.wagl.forwarding.ForwardingServer.rcode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.ExtendedError;
import dev.wagl.forwarding.TestUpstream.Asked;
import dev.wagl.nameserver.QueryCounters.Source;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What a client sees of forwarding, and whose names are. */
class ForwardingTest {

    @Test
    void aNameOutsideTheZoneIsForwardedAndItsAnswerKept() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (int i = 0; i < 3; i++) {
                Message response = server.ask("www.example.com.");
                assertThat(answers(response)).isEqualTo(TestUpstream.ADDRESS);
                assertThat(response.getHeader().getFlag(Flags.RA)).isTrue();
                assertThat(response.getHeader().getFlag(Flags.AA)).isFalse();
            }
            assertThat(answers(server.askOverTcp("WWW.example.COM."))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.asked("www.example.com.")).isEqualTo(1);
            assertThat(server.responses(Source.UPSTREAM)).isEqualTo(1);
            assertThat(server.responses(Source.CACHE)).isEqualTo(3);
        }
    }

    /** What never leaves the box is no question to the cache. */
    @Test
    void countsWhatTheCacheKnowsAndWhatItDoesNot() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(
                        asked -> asked.reply(asked.asks("down.example.") ? Rcode.SERVFAIL : Rcode.NXDOMAIN));
                ForwardingServer server = forwarding().to(upstream).start()) {
            long failed = System.nanoTime();
            for (String name : List.of("one.example.", "localhost.", "down.example.", "nothing.swarm.")) {
                server.ask(name);
            }
            assertThat(server.engine().cacheStatus().misses()).isEqualTo(2);
            assertThat(server.engine().cacheStatus().hits()).isZero();
            upstream.behave(Asked::answer);
            server.ask("two.example.");
            for (String name : List.of("two.example.", "two.example.", "down.example.", "localhost.")) {
                server.ask(name);
            }
            // A failure is kept for a second (RFC 9520 3.2), in which the machine may stall.
            boolean kept = System.nanoTime() - failed < 1_000_000_000;
            assertThat(server.engine().cacheStatus().misses()).isBetween(3L, kept ? 3L : 4L);
            assertThat(server.engine().cacheStatus().hits())
                    .isEqualTo(6 - server.engine().cacheStatus().misses());
        }
    }

    @Test
    void theZoneIsAnsweredFromTheZone() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(upstream).start()) {
            Message response = server.ask("api.swarm.");
            assertThat(answers(response)).isEqualTo("10.0.0.11");
            assertThat(response.getHeader().getFlag(Flags.RA)).isTrue();
            assertThat(rcode(server.ask("nothing.swarm."))).isEqualTo("NXDOMAIN");
            assertThat(rcode(server.ask("www.example.com.", Type.ANY))).isEqualTo("REFUSED");
            assertThat(upstream.asked()).isEmpty();
        }
    }

    /** Transfers, what is no type, and what is about the message: even of a name that upstreams would be asked for. */
    @ParameterizedTest
    @ValueSource(
            ints = {0, Type.OPT, 128, 248, Type.TKEY, Type.TSIG, Type.IXFR, Type.AXFR, Type.MAILB, Type.MAILA, Type.ANY
            })
    void whatIsNoQuestionToAnUpstreamStaysHere(int type) throws Exception {
        assertThat(codeOf(type, DClass.IN)).isIn("REFUSED", "NOTIMP", "FORMERR");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, DClass.CH, DClass.HS, DClass.NONE, DClass.ANY, 65_280})
    void otherClassesStayHere(int recordClass) throws Exception {
        assertThat(codeOf(Type.A, recordClass)).isEqualTo("REFUSED");
    }

    /** Written by hand: a library has its own idea of what can be asked. */
    private static String codeOf(int type, int recordClass) throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(upstream).start();
                DatagramSocket client = new DatagramSocket()) {
            byte[] query = ForwardingServer.query("www.example.com.", Type.A).toWire();
            ByteBuffer.wrap(query).putShort(query.length - 4, (short) type).putShort(query.length - 2, (short)
                    recordClass);
            client.setSoTimeout(10_000);
            client.send(new DatagramPacket(query, query.length, server.address()));
            DatagramPacket response = new DatagramPacket(new byte[512], 512);
            client.receive(response);
            assertThat(answers(server.ask("marker.example."))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.asked()).as("but for the marker").hasSize(1);
            return Rcode.string(response.getData()[3] & 0xF);
        }
    }

    /** Nothing is done for strangers: else everybody who can forge an address could have us ask for him. */
    @Test
    void whoMayNotIsRefused() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server =
                        forwarding().to(upstream).allow("10.0.0.0/8").start()) {
            Message response = server.ask("www.example.com.");
            assertThat(rcode(response)).isEqualTo("REFUSED");
            assertThat(extendedError(response)).isEqualTo(ExtendedError.PROHIBITED);
            assertThat(response.getHeader().getFlag(Flags.RA)).isFalse();
            assertThat(answers(server.ask("api.swarm."))).isEqualTo("10.0.0.11");
            assertThat(upstream.asked()).isEmpty();
        }
    }

    /** RFC 1034 4.3.1: recursion has to be asked for. */
    @Test
    void whoDoesNotDesireRecursionIsRefused() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(upstream).start()) {
            Message query = ForwardingServer.query("www.example.com.", Type.A);
            query.getHeader().unsetFlag(Flags.RD);
            Message response = server.resolver().send(query);
            assertThat(rcode(response)).isEqualTo("REFUSED");
            assertThat(extendedError(response)).isEqualTo(ExtendedError.NOT_AUTHORITATIVE);
            assertThat(upstream.asked()).isEmpty();
        }
    }

    @Test
    void withoutAnUpstreamItSaysSo() throws Exception {
        try (ForwardingServer server = forwarding().start()) {
            Message response = server.ask("www.example.com.");
            assertThat(rcode(response)).isEqualTo("SERVFAIL");
            assertThat(extendedError(response)).isEqualTo(ExtendedError.NO_REACHABLE_AUTHORITY);
        }
    }
}
