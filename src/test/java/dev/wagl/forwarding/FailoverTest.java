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
import dev.wagl.nameserver.QueryCounters.Source;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Upstreams that are slow, stop to answer and come back: clients are to notice none of it. */
class FailoverTest {

    private static final Duration UNNOTICED = Duration.ofMillis(800);

    /** The usual, but for the time until those that are not the fastest are looked at. */
    private static final Patience CURIOUS = new Patience(
            Patience.USUAL.oneTry(),
            Patience.USUAL.inAll(),
            Patience.USUAL.beforeStale(),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Patience.USUAL.betweenLooks());

    private static final Patience OFTEN_LOOKING = new Patience(
            Duration.ofMillis(200),
            Duration.ofMillis(600),
            Patience.USUAL.beforeStale(),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofMillis(100));

    private int asked;

    private Duration askANewName(ForwardingServer server) throws IOException {
        long before = System.nanoTime();
        assertThat(answers(server.ask(asked++ + ".failover.example."))).isEqualTo(TestUpstream.ADDRESS);
        return Duration.ofNanos(System.nanoTime() - before);
    }

    private static long share(TestUpstream upstream, int ofLast, TestUpstream other) {
        List<Asked> both = new ArrayList<>(upstream.asked());
        both.addAll(other.asked());
        both.sort((one, two) -> Long.compare(one.at(), two.at()));
        List<Asked> last = both.subList(Math.max(0, both.size() - ofLast), both.size());
        return last.stream().filter(upstream.asked()::contains).count();
    }

    private void awaitPreference(ForwardingServer server, TestUpstream one, TestUpstream other) {
        await().untilAsserted(() -> {
            for (int i = 0; i < 10; i++) {
                askANewName(server);
            }
            assertThat(share(one, 10, other)).isGreaterThanOrEqualTo(8);
        });
    }

    /** Asks for so many new names; that a busy machine stops once in a while is nobody's fault. */
    private void askUnnoticed(ForwardingServer server, int names) throws IOException {
        int noticed = 0;
        for (int i = 0; i < names; i++) {
            noticed += askANewName(server).compareTo(UNNOTICED) < 0 ? 0 : 1;
        }
        assertThat(noticed).as("names that took long").isLessThanOrEqualTo(names / 10);
    }

    /**
     * Asks for new names, of which one that others are better than gets a few: for when it is looked at, and for when the machine
     * makes another one look worse.
     */
    private void leavesAlone(ForwardingServer server, TestUpstream upstream, Duration betweenLooks) throws IOException {
        long since = System.nanoTime();
        int before = upstream.asked().size();
        int names = 40;
        for (int i = 0; i < names; i++) {
            askANewName(server);
        }
        long looks = (System.nanoTime() - since) / betweenLooks.toNanos() + 1;
        assertThat(upstream.asked().size() - before).isLessThanOrEqualTo((int) looks + names / 4);
    }

    @Test
    void aSlowOneIsOvertakenAndThenAskedNoMoreThanNowAndThen() throws Exception {
        try (TestUpstream slow = TestUpstream.start(asked -> asked.later(500, asked::answer));
                TestUpstream fast = TestUpstream.truthful();
                ForwardingServer server =
                        forwarding().to(slow, fast).patience(Patience.USUAL).start()) {
            askUnnoticed(server, 30);
            leavesAlone(server, slow, Patience.USUAL.betweenProbes());
        }
    }

    @Test
    void oneThatComesBackIsFoundOutThoughNobodyAsks() throws Exception {
        try (TestUpstream only = TestUpstream.truthful();
                ForwardingServer server =
                        forwarding().to(only).patience(OFTEN_LOOKING).start()) {
            only.behave(asked -> {});
            await().until(() -> {
                server.ask(asked++ + ".failover.example.");
                return !server.engine().upstreams().get(0).up();
            });
            int before = only.asked().size();
            await().until(() -> only.asked().size() > before + 1);
            assertThat(server.engine().upstreams().get(0).up()).isFalse();
            only.behave(Asked::answer);
            await().until(() -> server.engine().upstreams().get(0).up());
            int after = only.asked().size();
            await().during(OFTEN_LOOKING.betweenLooks().multipliedBy(5))
                    .until(() -> only.asked().size() <= after + 1);
        }
    }

    /** It has the root's SOA, from a cache or a root zone of its own, and is cut off from the Internet: that shows when somebody asks. */
    @Test
    void oneThatAnswersWithErrorsOnlyIsNotWellForAnAnswerThatNobodyNeeds() throws Exception {
        Patience usual = Patience.USUAL;
        Patience patience = new Patience(
                ForwardingServer.PATIENT.oneTry(),
                ForwardingServer.PATIENT.inAll(),
                usual.beforeStale(),
                OFTEN_LOOKING.betweenProbes(),
                usual.betweenMeasurements(),
                OFTEN_LOOKING.betweenLooks());
        try (TestUpstream only = TestUpstream.start(FailoverTest::answerOnlyTheRoot);
                ForwardingServer server =
                        forwarding().to(only).patience(patience).start()) {
            await().until(() -> {
                server.ask(asked++ + ".failover.example.");
                return !server.engine().upstreams().get(0).up();
            });
            int before = only.asked().size();
            await().during(OFTEN_LOOKING.betweenLooks().multipliedBy(5))
                    .until(() -> !server.engine().upstreams().get(0).up()
                            && only.asked().size() == before);
            only.behave(Asked::answer);
            askANewName(server);
            assertThat(server.engine().upstreams().get(0).up()).isTrue();
        }
    }

    private static void answerOnlyTheRoot(Asked asked) {
        if (asked.asks(".")) {
            asked.answer();
        } else {
            asked.reply(Rcode.SERVFAIL);
        }
    }

    @Test
    void theFastestBecomesSlow() throws Exception {
        try (TestUpstream first = TestUpstream.truthful();
                TestUpstream second = TestUpstream.start(asked -> asked.later(10, asked::answer));
                ForwardingServer server =
                        forwarding().to(first, second).patience(CURIOUS).start()) {
            awaitPreference(server, first, second);
            first.behave(asked -> asked.later(500, asked::answer));
            askUnnoticed(server, 40);
            leavesAlone(server, first, CURIOUS.betweenMeasurements());
        }
    }

    @Test
    void oneThatStopsToAnswerIsLeftAloneAndComesBack() throws Exception {
        try (TestUpstream first = TestUpstream.truthful();
                TestUpstream second = TestUpstream.start(asked -> asked.later(10, asked::answer));
                ForwardingServer server =
                        forwarding().to(first, second).patience(CURIOUS).start()) {
            awaitPreference(server, first, second);
            first.behave(asked -> {});
            askUnnoticed(server, 60);
            await().untilAsserted(() -> {
                askANewName(server);
                assertThat(server.engine().upstreams().get(0).up()).isFalse();
            });
            leavesAlone(server, first, CURIOUS.betweenProbes());
            first.behave(Asked::answer);
            await().untilAsserted(() -> {
                askANewName(server);
                assertThat(server.engine().upstreams().get(0).up()).isTrue();
            });
            awaitPreference(server, first, second);
        }
    }

    /** The time that a try may take is so long here that no client would wait for its end. */
    @Test
    void anotherOneIsAskedLongBeforeTheFirstHasRunOutOfTime() throws Exception {
        Patience longSuffering = new Patience(
                Duration.ofSeconds(60),
                Duration.ofSeconds(100),
                Duration.ofSeconds(90),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Patience.USUAL.betweenLooks());
        try (TestUpstream first = TestUpstream.truthful();
                TestUpstream second = TestUpstream.start(asked -> asked.later(3_000, asked::answer));
                ForwardingServer server =
                        forwarding().to(first, second).patience(longSuffering).start()) {
            // Asked beside the first one for once, since nothing is known of it; then not for an hour.
            askANewName(server);
            await().until(() ->
                    server.engine().upstreams().get(1).counters().requests().get("NOERROR") == 1);
            second.behave(Asked::answer);
            first.behave(asked -> {});
            askANewName(server);
            assertThat(first.asked(asked - 1 + ".failover.example.")).isEqualTo(1);
            assertThat(second.asked(asked - 1 + ".failover.example.")).isEqualTo(1);
        }
    }

    @Test
    void oneThatWasSilentIsAskedAgainWithinTenSeconds() throws Exception {
        try (TestUpstream first = TestUpstream.start(asked -> {});
                TestUpstream second = TestUpstream.truthful();
                ForwardingServer server =
                        forwarding().to(first, second).patience(Patience.USUAL).start()) {
            await().untilAsserted(() -> {
                askANewName(server);
                assertThat(server.engine().upstreams().get(0).up()).isFalse();
            });
            first.behave(Asked::answer);
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                askANewName(server);
                assertThat(server.engine().upstreams().get(0).up()).isTrue();
            });
        }
    }

    /** Under load, a loop's idea of the time is a little old. */
    @Test
    void manyDifferentNamesAtOnceAreAllAnswered() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(upstream).start();
                DatagramSocket client = new DatagramSocket()) {
            client.connect(server.address());
            client.setSoTimeout(30_000);
            int queries = 5_000;
            int inFlight = 100;
            int good = 0;
            for (int i = 0; i < queries + inFlight; i++) {
                if (i >= inFlight) {
                    DatagramPacket response = new DatagramPacket(new byte[512], 512);
                    client.receive(response);
                    good += (response.getData()[3] & 0xF) == Rcode.NOERROR ? 1 : 0;
                }
                if (i < queries) {
                    byte[] query = ForwardingServer.query(i + ".burst.example.", Type.A)
                            .toWire();
                    client.send(new DatagramPacket(query, query.length));
                }
            }
            assertThat(good).isEqualTo(queries);
        }
    }

    private static void answerForASecond(Asked asked) {
        asked.send(asked.with(new ARecord(asked.question().getName(), DClass.IN, 1, TestUpstream.ip("192.0.2.7")))
                .toWire());
    }

    private static void isTheStaleAnswer(Message response) {
        assertThat(answers(response)).isEqualTo("192.0.2.7");
        assertThat(extendedError(response)).isEqualTo(ExtendedError.STALE_ANSWER);
    }

    /** RFC 8767: better old than nothing, for a client that has waited long enough. */
    @Test
    void whatHasExpiredIsToldWhileNobodyAnswers() throws Exception {
        Patience patience = new Patience(
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(3));
        try (TestUpstream upstream = TestUpstream.start(FailoverTest::answerForASecond);
                ForwardingServer server =
                        forwarding().to(upstream).patience(patience).start()) {
            assertThat(answers(server.ask("old.example."))).isEqualTo("192.0.2.7");
            upstream.behave(asked -> {});
            Message stale = await().pollInterval(Duration.ofMillis(50))
                    .until(() -> server.ask("old.example."), response -> extendedError(response) != -1);
            isTheStaleAnswer(stale);
            assertThat(stale.getSection(Section.ANSWER).get(0).getTTL()).isEqualTo(30);
            assertThat(server.engine().cacheStatus().stale()).isPositive();

            upstream.behave(Asked::answer);
            await().untilAsserted(() ->
                    assertThat(answers(server.ask("old.example."))).isEqualTo(TestUpstream.ADDRESS));
        }
    }

    /** Upstreams have not failed yet, and will not for longer than the client waits. */
    @Test
    void whatHasExpiredIsToldWhileItIsStillAskedFor() throws Exception {
        Patience usual = Patience.USUAL;
        assertThat(usual.beforeStale()).isEqualTo(Duration.ofMillis(1_800));
        Patience patience = new Patience(
                Duration.ofSeconds(60),
                Duration.ofSeconds(100),
                usual.beforeStale(),
                usual.betweenProbes(),
                usual.betweenMeasurements(),
                usual.betweenLooks());
        try (TestUpstream upstream = TestUpstream.start(FailoverTest::answerForASecond);
                ForwardingServer server =
                        forwarding().to(upstream).patience(patience).start()) {
            assertThat(answers(server.ask("old.example."))).isEqualTo("192.0.2.7");
            upstream.behave(asked -> {});
            Message stale = await().until(() -> server.ask("old.example."), response -> extendedError(response) != -1);
            isTheStaleAnswer(stale);
            assertThat(server.engine().upstreams().get(0).counters().requests().get("timeout"))
                    .isZero();
        }
    }

    @Test
    void whatIsPopularIsFetchedBeforeItExpires() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.send(
                        asked.with(new ARecord(asked.question().getName(), DClass.IN, 2, TestUpstream.ip("192.0.2.7")))
                                .toWire()));
                ForwardingServer server = forwarding().to(upstream).start()) {
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                server.ask("popular.example.");
                return server.engine().cacheStatus().prefetches() > 0 && upstream.asked("popular.example.") > 1;
            });
            await().untilAsserted(() -> assertThat(server.responses(Source.UPSTREAM)
                            + server.engine().cacheStatus().prefetches())
                    .as("asked for who waited, or for nobody")
                    .isEqualTo(upstream.asked("popular.example.")));
        }
    }

    /** Random names that nobody answers cost little, and the zone nothing. */
    @Test
    void whileAllAreSilentFewQuestionsAreAskedAndAllAreAnswered() throws Exception {
        try (TestUpstream silent = TestUpstream.start(asked -> {});
                ForwardingServer server =
                        forwarding().to(silent).patience(Patience.USUAL).start()) {
            int questions = 2_000;
            List<CompletableFuture<Message>> all = new ArrayList<>();
            for (int i = 0; i < questions; i++) {
                all.add(server.resolver()
                        .sendAsync(ForwardingServer.query(i + ".flood.example.", Type.A))
                        .toCompletableFuture());
                if (i % 200 == 199) {
                    assertThat(answers(server.ask("api.swarm."))).isEqualTo("10.0.0.11");
                    assertThat(server.engine().waitingNow()).isLessThanOrEqualTo(WaitingClients.MOST);
                }
            }
            for (CompletableFuture<Message> one : all) {
                assertThat(rcode(one.join())).isEqualTo("SERVFAIL");
            }
            assertThat(silent.asked()).hasSizeLessThan(3 * questions);
            long before = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                all.set(
                        i,
                        server.resolver()
                                .sendAsync(ForwardingServer.query(i + ".second-flood.example.", Type.A))
                                .toCompletableFuture());
            }
            for (int i = 0; i < 200; i++) {
                assertThat(rcode(all.get(i).join())).isEqualTo("SERVFAIL");
            }
            // What it takes to give up, and what the machine may stall.
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(9));
            assertThat(silent.asked().stream()
                            .map(one -> one.question().getName().toString().toLowerCase())
                            .filter(name -> name.contains("second-flood"))
                            .distinct())
                    .hasSizeLessThanOrEqualTo(UpstreamServer.MOST_WHILE_DOWN);
            await().untilAsserted(() -> assertThat(server.engine().waitingNow()).isZero());
        }
    }

    /** However much is asked of others: it would not be noticed otherwise when it answers again. */
    @Test
    void aZoneWhoseUpstreamWasSilentComesBackWhileOthersAreBusy() throws Exception {
        try (TestUpstream busy = TestUpstream.start(asked -> asked.later(1_000, asked::answer));
                TestUpstream corporate = TestUpstream.start(asked -> {});
                ForwardingServer server = forwarding()
                        .to(busy.toString(), "corp.example=" + corporate)
                        .patience(Patience.USUAL)
                        .start()) {
            for (int i = 0; i < 2; i++) {
                assertThat(rcode(server.ask(i + ".corp.example."))).isEqualTo("SERVFAIL");
            }
            corporate.behave(Asked::answer);
            List<CompletableFuture<Message>> all = new ArrayList<>();
            int questions = 2 * UpstreamServer.MOST_WHILE_DOWN;
            for (int i = 0; i < questions; i++) {
                all.add(server.resolver()
                        .sendAsync(ForwardingServer.query(i + ".busy.example.", Type.A))
                        .toCompletableFuture());
            }
            await().until(() -> busy.asked().size() >= questions);
            assertThat(answers(server.ask("back.corp.example."))).isEqualTo(TestUpstream.ADDRESS);
            all.forEach(CompletableFuture::join);
        }
    }

    /** Each of its questions is open for long, and so there are many at a time. */
    @Test
    void aZoneWhoseUpstreamIsSlowLeavesPlacesForOthers() throws Exception {
        List<Asked> held = new CopyOnWriteArrayList<>();
        try (TestUpstream good = TestUpstream.truthful();
                TestUpstream slow = TestUpstream.start(held::add);
                ForwardingServer server =
                        forwarding().to(good.toString(), "corp.example=" + slow).start()) {
            List<CompletableFuture<Message>> all = askForMoreThanMayBeOpen(server, "corp.example.", held);
            assertThat(answers(server.ask("www.example."))).isEqualTo(TestUpstream.ADDRESS);
            slow.behave(Asked::answer);
            held.forEach(Asked::answer);
            List<String> codes =
                    all.stream().map(one -> ForwardingServer.rcode(one.join())).toList();
            assertThat(codes).contains("NOERROR", "SERVFAIL");
            assertThat(answers(server.ask("again.corp.example."))).isEqualTo(TestUpstream.ADDRESS);
        }
    }

    /** However many are asked for: each takes a socket. What is over is answered at once, and what is asked still is, too. */
    @Test
    void onlySoManyQuestionsAreOpen() throws Exception {
        List<Asked> held = new CopyOnWriteArrayList<>();
        try (TestUpstream upstream = TestUpstream.start(held::add);
                ForwardingServer server = forwarding().to(upstream).start()) {
            List<CompletableFuture<Message>> all = askForMoreThanMayBeOpen(server, "held.example.", held);
            assertThat(held).hasSize(Inquiries.MOST);
            for (CompletableFuture<Message> one : all) {
                if (one.isDone()) {
                    assertThat(rcode(one.join())).isEqualTo("SERVFAIL");
                    assertThat(extendedError(one.join())).isEqualTo(ExtendedError.OTHER);
                }
            }
            upstream.behave(Asked::answer);
            held.forEach(Asked::answer);
            await().untilAsserted(() ->
                    assertThat(answers(server.ask("again.example."))).isEqualTo(TestUpstream.ADDRESS));
        }
    }

    /** Until each question is held by the upstream, or answered. */
    private static List<CompletableFuture<Message>> askForMoreThanMayBeOpen(
            ForwardingServer server, String under, List<Asked> held) throws IOException {
        List<CompletableFuture<Message>> all = new ArrayList<>();
        while (all.size() < Inquiries.MOST + 200) {
            // No more at a time than the kernel keeps for a socket that is read late.
            for (int i = 0; i < 100; i++) {
                SimpleResolver resolver = server.resolver();
                resolver.setTimeout(Duration.ofSeconds(120));
                all.add(resolver.sendAsync(ForwardingServer.query(all.size() + "." + under, Type.A))
                        .toCompletableFuture());
            }
            await().until(() -> held.size() + answered(all) == all.size());
        }
        return all;
    }

    private static long answered(List<CompletableFuture<Message>> all) {
        return all.stream().filter(CompletableFuture::isDone).count();
    }

    /** One that refuses does so at once: it would be asked as fast as anybody asks. */
    @Test
    void whileAllRefuseFewQuestionsAreAsked() throws Exception {
        try (ClosedPort closed = ClosedPort.udp();
                ForwardingServer server =
                        forwarding().to("127.0.0.1:" + closed.number()).start()) {
            long before = System.nanoTime();
            int questions = 5_000;
            for (int batch = 0; batch < questions; batch += 100) {
                List<CompletableFuture<Message>> all = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    all.add(server.resolver()
                            .sendAsync(ForwardingServer.query(batch + i + ".refused.example.", Type.A))
                            .toCompletableFuture());
                }
                for (CompletableFuture<Message> one : all) {
                    assertThat(rcode(one.join())).isEqualTo("SERVFAIL");
                }
            }
            long looks = (System.nanoTime() - before) / UpstreamServer.OF_LATE + 2;
            assertThat(server.engine().upstreams().get(0).counters().requests().get("unreachable"))
                    .isPositive()
                    .isLessThanOrEqualTo(looks * UpstreamServer.MOST_WHILE_DOWN)
                    .isLessThan(questions);
        }
    }
}
