package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.answers;
import static dev.wagl.forwarding.ForwardingServer.extendedError;
import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static dev.wagl.forwarding.ForwardingServer.rcode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.ClosedPort;
import dev.wagl.dns.ExtendedError;
import dev.wagl.forwarding.TestUpstream.Asked;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What is made of what upstreams do: of silence, junk, errors and half answers. */
class UpstreamExchangesTest {

    private static final String NAME = "www.some-longer-name.example.com.";

    private static Message forged(Asked asked) {
        return asked.with(new ARecord(asked.question().getName(), DClass.IN, 300, TestUpstream.ip("203.0.113.66")));
    }

    private static byte[] withId(Message message, int id) {
        message.getHeader().setID(id);
        return message.toWire();
    }

    /** RFC 5452 9: the id, the port and the letters of the name are what a forger has to guess. */
    @Test
    void eachQueryHasAPortAnIdAndLettersOfItsOwn() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(upstream).start()) {
            int queries = 40;
            for (int i = 0; i < queries; i++) {
                Message query = ForwardingServer.query("name-" + i + ".example.com.", Type.A);
                query.getHeader().setID(4711);
                assertThat(rcode(server.resolver().send(query))).isEqualTo("NOERROR");
            }
            Set<Integer> ports = new HashSet<>();
            Set<Integer> ids = new HashSet<>();
            Set<String> letters = new HashSet<>();
            for (Asked asked : upstream.asked()) {
                ports.add(asked.from().getPort());
                ids.add(asked.id());
                letters.add(asked.question().getName().toString().replaceAll("\\d", ""));
            }
            assertThat(upstream.asked()).hasSize(queries);
            assertThat(ports).hasSizeGreaterThan(queries - 3);
            assertThat(ids).hasSizeGreaterThan(queries - 3).doesNotContain(4711);
            assertThat(letters).hasSizeGreaterThan(queries - 3);
        }
    }

    /** The port is the next query's no more than its id: what was sent to it late reaches nobody. */
    @Test
    void whatComesBehindTheResponseIsNotTheNextOnes() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    asked.answer();
                    for (int i = 0; i < 30; i++) {
                        asked.send(forged(asked).toWire());
                    }
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (int i = 0; i < 200; i++) {
                assertThat(answers(server.ask(i + NAME))).isEqualTo(TestUpstream.ADDRESS);
            }
            assertThat(upstream.accepted()).isZero();
            assertThat(upstream.asked()).hasSize(200);
        }
    }

    @Test
    void whatIsNotTheResponseIsIgnoredAndTheWaitGoesOn() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (asked.tcp()) {
                        return;
                    }
                    // No more at a time than the kernel keeps for a socket that is read late, or the answer is what it
                    // drops.
                    for (int batch = 0; batch < 10; batch++) {
                        int from = 1 + 100 * batch;
                        asked.later(20L * batch, () -> {
                            for (int i = from; i < from + 100; i++) {
                                asked.send(withId(forged(asked), asked.id() + i & 0xFFFF));
                            }
                        });
                    }
                    asked.later(200, () -> {
                        Message other = forged(asked);
                        other.removeAllRecords(Section.QUESTION);
                        other.addRecord(Record.newRecord(Name.fromConstantString("other."), Type.A, DClass.IN), 0);
                        asked.send(other.toWire());
                        asked.send(asked.query());
                        asked.send(new byte[] {1, 2, 3});
                        asked.sendFromElsewhere(forged(asked).toWire());
                        asked.answer();
                    });
                });
                ForwardingServer server = forwarding()
                        .to(upstream)
                        .patience(ForwardingServer.RETRYING)
                        .start()) {
            assertThat(answers(server.ask(NAME))).isEqualTo(TestUpstream.ADDRESS);
        }
    }

    /** TCP has no part in what forgers do, so that it answers where UDP is full of them. */
    @Test
    void muchThatIsNotTheResponseHasTcpAsked() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (asked.tcp()) {
                        asked.answer();
                    } else {
                        for (int i = 1; i <= 20; i++) {
                            asked.send(withId(forged(asked), asked.id() + i & 0xFFFF));
                        }
                    }
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            assertThat(answers(server.ask(NAME))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    /** Else each datagram of a forger's would be worth a connection. */
    @Test
    void whereTcpEndsAtOnceItIsAskedOnceForAllThatIsNotTheResponse() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (asked.tcp()) {
                        asked.reset();
                        return;
                    }
                    for (int i = 1; i <= 30; i++) {
                        byte[] junk = withId(forged(asked), asked.id() + i & 0xFFFF);
                        asked.later(10L * i, () -> asked.send(junk));
                    }
                    asked.later(400, asked::answer);
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            assertThat(answers(server.ask(NAME))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    /** Some keep no letters' case: their answers are had over TCP, and soon they are asked in lower case. */
    @Test
    void anUpstreamThatChangesTheCaseIsAskedOverTcpAndThenInLowerCase() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    Message response = asked.truth();
                    response.removeAllRecords(Section.QUESTION);
                    String name = asked.question().getName().toString().toLowerCase();
                    response.addRecord(
                            Record.newRecord(Name.fromConstantString(name), Type.A, DClass.IN), Section.QUESTION);
                    asked.send(response.toWire());
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (int i = 0; i < 6; i++) {
                assertThat(answers(server.ask(i + NAME))).isEqualTo(TestUpstream.ADDRESS);
            }
            long overTcp = upstream.asked().stream().filter(Asked::tcp).count();
            assertThat(overTcp).isEqualTo(3);
            Asked last = upstream.asked().get(upstream.asked().size() - 1);
            assertThat(last.tcp()).isFalse();
            assertThat(last.question().getName()).hasToString("5" + NAME);
        }
    }

    @Test
    void aTruncatedAnswerIsAskedForOverTcpOnOneConnection() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (asked.tcp()) {
                        asked.answer();
                    } else {
                        asked.truncate();
                    }
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(answers(server.ask(i + NAME))).isEqualTo(TestUpstream.ADDRESS);
            }
            assertThat(upstream.asked()).hasSize(10);
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    /** Answers on a stream come in any order (RFC 7766 7), each with its id. */
    @Test
    void answersOverTcpInTheWrongOrderFindTheirQuestions() throws Exception {
        List<Asked> held = new ArrayList<>();
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (!asked.tcp()) {
                        asked.truncate();
                        return;
                    }
                    held.add(asked);
                    if (held.size() == 3) {
                        for (int i = 2; i >= 0; i--) {
                            Asked one = held.get(i);
                            String last = one.question().getName().getLabelString(0);
                            one.send(one.with(new ARecord(
                                            one.question().getName(), DClass.IN, 9, TestUpstream.ip("192.0.2." + last)))
                                    .toWire());
                        }
                    }
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            List<CompletableFuture<Message>> asked = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                asked.add(server.resolver()
                        .sendAsync(ForwardingServer.query(i + ".order.example.", Type.A))
                        .toCompletableFuture());
            }
            for (int i = 0; i < 3; i++) {
                assertThat(answers(asked.get(i).join())).isEqualTo("192.0.2." + i);
            }
        }
    }

    /** It may have been closed for being idle just when it was used again (RFC 7766 6.2.3). */
    @Test
    void aConnectionThatWasEndedIsOpenedAgain() throws Exception {
        boolean[] hangUp = new boolean[1];
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (!asked.tcp()) {
                        asked.truncate();
                    } else if (hangUp[0]) {
                        hangUp[0] = false;
                        asked.reset();
                    } else {
                        asked.answer();
                    }
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            assertThat(answers(server.ask("a" + NAME))).isEqualTo(TestUpstream.ADDRESS);
            upstream.dropConnections();
            assertThat(answers(server.ask("b" + NAME))).isEqualTo(TestUpstream.ADDRESS);
            hangUp[0] = true;
            assertThat(answers(server.ask("c" + NAME))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.accepted()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR})
    void anErrorHasTheNextOneAsked(int rcode) throws Exception {
        try (TestUpstream bad = TestUpstream.start(asked -> asked.reply(rcode));
                TestUpstream good = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(bad, good).start()) {
            assertThat(medianOfFive(server)).isLessThan(Duration.ofMillis(500));
            assertThat(bad.asked()).isNotEmpty();
        }
    }

    /** How long the answer takes, for the machine may stall at one or two. */
    private static Duration medianOfFive(ForwardingServer server) throws IOException {
        long[] nanos = new long[5];
        for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            assertThat(answers(server.ask(i + NAME))).isEqualTo(TestUpstream.ADDRESS);
            nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[2]);
    }

    @Test
    void whereAllAnswerWithErrorsTheClientIsToldAndTheyAreLeftAloneForASecond() throws Exception {
        try (TestUpstream one = TestUpstream.start(asked -> asked.reply(Rcode.SERVFAIL));
                TestUpstream other = TestUpstream.start(asked -> asked.reply(Rcode.REFUSED));
                ForwardingServer server = forwarding().to(one, other).start()) {
            long before = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                Message response = server.ask(NAME);
                assertThat(rcode(response)).isEqualTo("SERVFAIL");
                assertThat(extendedError(response)).isEqualTo(ExtendedError.NO_REACHABLE_AUTHORITY);
            }
            // Three times take no second, if the machine does not stall.
            int seconds =
                    Math.toIntExact(Duration.ofNanos(System.nanoTime() - before).toSeconds());
            assertThat(one.asked()).hasSizeBetween(1, 1 + seconds);
            assertThat(other.asked()).hasSizeBetween(1, 1 + seconds);
        }
    }

    /** RFC 6891 7: who does not know EDNS is asked without, and from then on at once. */
    @Test
    void whoTakesEdnsForAnErrorIsAskedWithout() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (asked.message().getOPT() != null) {
                        asked.reply(Rcode.FORMERR);
                    } else {
                        asked.answer();
                    }
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            assertThat(answers(server.ask("a" + NAME))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(answers(server.ask("b" + NAME))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.asked()).hasSize(3);
        }
    }

    @Test
    void whereNobodyListensTheNextOneIsAskedAtOnce() throws Exception {
        try (TestUpstream good = TestUpstream.truthful();
                ClosedPort closed = ClosedPort.udp();
                ForwardingServer server = forwarding()
                        .to("127.0.0.1:" + closed.number(), good.toString())
                        .start()) {
            assertThat(medianOfFive(server)).isLessThan(Duration.ofMillis(500));
        }
    }

    /** At once is before a try may be given up, which is after longer than a client waits. */
    @Test
    void whereNobodyListensAnywhereTheClientIsToldAtOnce() throws Exception {
        try (ClosedPort closed = ClosedPort.udp();
                ForwardingServer server =
                        forwarding().to("127.0.0.1:" + closed.number()).start()) {
            Message response = server.ask(NAME);
            assertThat(rcode(response)).isEqualTo("SERVFAIL");
            assertThat(extendedError(response)).isEqualTo(ExtendedError.NETWORK_ERROR);
        }
    }

    @Test
    void silenceIsFollowedByAFailureInUnderFiveSeconds() throws Exception {
        try (TestUpstream silent = TestUpstream.start(asked -> {});
                ForwardingServer server =
                        forwarding().to(silent).patience(Patience.USUAL).start()) {
            long before = System.nanoTime();
            Message response = server.ask(NAME);
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            // The end may fall into a stall of the machine.
            assertThat(took).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
            assertThat(Patience.USUAL.inAll()).isLessThan(Duration.ofSeconds(5));
            assertThat(rcode(response)).isEqualTo("SERVFAIL");
            assertThat(extendedError(response)).isEqualTo(ExtendedError.NETWORK_ERROR);
            assertThat(silent.asked(NAME))
                    .as("of three tries, a stall takes one")
                    .isBetween(2L, 3L);
        }
    }

    @Test
    void aLostDatagramIsSentAgain() throws Exception {
        boolean[] lost = new boolean[1];
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (lost[0]) {
                        asked.answer();
                    }
                    lost[0] = true;
                });
                ForwardingServer server = forwarding()
                        .to(upstream)
                        .patience(ForwardingServer.RETRYING)
                        .start()) {
            assertThat(answers(server.ask(NAME))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.asked(NAME)).isEqualTo(2);
        }
    }

    @Test
    void equalQuestionsInFlightAreAskedOnce() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(300, asked::answer));
                ForwardingServer server = forwarding().to(upstream).start()) {
            List<CompletableFuture<Message>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String name = i % 2 == 0 ? NAME : NAME.toUpperCase();
                all.add(server.resolver()
                        .sendAsync(ForwardingServer.query(name, Type.A))
                        .toCompletableFuture());
            }
            for (CompletableFuture<Message> one : all) {
                assertThat(answers(one.join())).isEqualTo(TestUpstream.ADDRESS);
            }
            assertThat(upstream.asked()).hasSize(1);
            await().untilAsserted(
                            () -> assertThat(server.engine().waiting().now()).isZero());
        }
    }

    /** Who asks for signatures, or takes what failed validation, gets another answer than who does not. */
    @Test
    void questionsInFlightThatDifferInABitAreAskedEach() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(600, asked::answer));
                ForwardingServer server = forwarding().to(upstream).start()) {
            List<CompletableFuture<Message>> all = new ArrayList<>();
            for (int type : List.of(Type.A, Type.AAAA)) {
                for (boolean checkingDisabled : List.of(false, true)) {
                    for (int flags : List.of(0, ExtendedFlags.DO)) {
                        Message query = ForwardingServer.query(NAME, type);
                        if (checkingDisabled) {
                            query.getHeader().setFlag(Flags.CD);
                        }
                        SimpleResolver resolver = server.resolver();
                        resolver.setEDNS(0, 1232, flags, List.of());
                        all.add(resolver.sendAsync(query).toCompletableFuture());
                    }
                }
            }
            for (CompletableFuture<Message> one : all) {
                assertThat(rcode(one.join())).isEqualTo("NOERROR");
            }
            assertThat(upstream.asked().stream().map(UpstreamExchangesTest::typeAndBits))
                    .containsExactlyInAnyOrder(
                            "A", "A do", "A cd", "A cd do", "AAAA", "AAAA do", "AAAA cd", "AAAA cd do");
        }
    }

    private static String typeAndBits(Asked asked) {
        Message query = asked.message();
        return Type.string(query.getQuestion().getType())
                + (query.getHeader().getFlag(Flags.CD) ? " cd" : "")
                + ((query.getOPT().getFlags() & ExtendedFlags.DO) != 0 ? " do" : "");
    }

    @Test
    void aZoneOfItsOwnHasItsOwnUpstream() throws Exception {
        try (TestUpstream usual = TestUpstream.truthful();
                TestUpstream corporate = TestUpstream.truthful();
                TestUpstream laboratory = TestUpstream.truthful();
                ForwardingServer server = forwarding()
                        .to(usual.toString(), "corp.example=" + corporate, "lab.corp.example=" + laboratory)
                        .start()) {
            server.ask("example.");
            server.ask("www.corp.example.");
            server.ask("corp.example.");
            server.ask("xlab.corp.example.");
            server.ask("a.b.lab.corp.example.");
            assertThat(usual.asked()).hasSize(1);
            assertThat(corporate.asked()).hasSize(3);
            assertThat(laboratory.asked()).hasSize(1);
        }
    }
}
