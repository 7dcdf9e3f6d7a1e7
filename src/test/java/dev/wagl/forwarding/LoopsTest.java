package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.answers;
import static dev.wagl.forwarding.ForwardingServer.extendedError;
import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static dev.wagl.forwarding.ForwardingServer.rcode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.UnclaimedPort;
import dev.wagl.dns.ExtendedError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;

/** Upstreams that lead back to whom they were asked by. */
class LoopsTest {

    private static final String NAME = "www.a-name-of-some-length.example.com.";

    /** As Docker's 127.0.0.11 where the daemon's {@code --dns} is this server. */
    @Test
    void anUpstreamThatLeadsBackIsFoundAtTheStartAndLeftOut() throws Exception {
        ForwardingServer[] server = new ForwardingServer[1];
        try (TestUpstream back = TestUpstream.start(asked -> {
                            if (server[0] != null) {
                                asked.relay(server[0].address());
                            }
                        })
                        .showLoopChecks();
                TestUpstream good = TestUpstream.truthful()) {
            String bind = "127.0.0.1:" + UnclaimedPort.next();
            back.behave(asked -> asked.relay(new java.net.InetSocketAddress("127.0.0.1", port(bind))));
            try (ForwardingServer started =
                    forwarding().bind(bind).to(back, good).start()) {
                await().untilAsserted(
                                () -> assertThat(started.engine().leftOut()).containsExactly(back.toString()));
                assertThat(started.engine().asked()).containsExactly(good.toString());
                long before = back.asked().size();
                for (int i = 0; i < 10; i++) {
                    assertThat(answers(started.ask(i + NAME))).isEqualTo(TestUpstream.ADDRESS);
                }
                assertThat(back.asked()).hasSize((int) before);
            }
        }
    }

    /** The daemon's {@code --dns} was changed while this server ran. */
    @Test
    void anUpstreamThatLeadsBackLaterIsFoundWhenAQueryComesBack() throws Exception {
        String bind = "127.0.0.1:" + UnclaimedPort.next();
        try (TestUpstream upstream = TestUpstream.truthful().showLoopChecks();
                ForwardingServer server =
                        forwarding().bind(bind).to(upstream).patience(quick()).start()) {
            long begun = System.nanoTime();
            assertThat(answers(server.ask("a" + NAME))).isEqualTo(TestUpstream.ADDRESS);
            await().until(() -> !upstream.asked().isEmpty());
            upstream.behave(asked -> asked.relay(server.address()));
            await().pollDelay(Duration.ofMillis(100)).untilAsserted(() -> {
                Message response = server.ask("b" + NAME);
                assertThat(rcode(response)).isEqualTo("SERVFAIL");
                assertThat(server.engine().leftOut()).containsExactly(upstream.toString());
            });
            Message response = server.ask("c" + NAME);
            assertThat(rcode(response)).isEqualTo("SERVFAIL");
            assertThat(extendedError(response)).isEqualTo(ExtendedError.NO_REACHABLE_AUTHORITY);
            assertThat(upstream.asked()).as("no storm").hasSizeLessThan(20 + looksSince(begun));
            upstream.behave(TestUpstream.Asked::answer);
            await().untilAsserted(
                            () -> assertThat(answers(server.ask("d" + NAME))).isEqualTo(TestUpstream.ADDRESS));
        }
    }

    /** A resolver that looks for the answer itself: no letter is as it was, but the query comes from the upstream's address. */
    @Test
    void anUpstreamThatAsksInItsOwnWordsIsFoundByItsAddress() throws Exception {
        String bind = "127.0.0.1:" + UnclaimedPort.next();
        try (TestUpstream upstream = TestUpstream.truthful().showLoopChecks();
                ForwardingServer server =
                        forwarding().bind(bind).to(upstream).patience(quick()).start()) {
            long begun = System.nanoTime();
            assertThat(answers(server.ask("a" + NAME))).isEqualTo(TestUpstream.ADDRESS);
            await().until(() -> upstream.asked().size() > 1);
            upstream.behave(asked -> asked.relayInOwnWords(server.address()));
            await().pollDelay(Duration.ofMillis(100)).untilAsserted(() -> {
                assertThat(rcode(server.ask("b" + NAME))).isEqualTo("SERVFAIL");
                assertThat(server.engine().leftOut()).containsExactly(upstream.toString());
            });
            assertThat(upstream.asked()).as("no storm").hasSizeLessThan(20 + looksSince(begun));
        }
    }

    /** What was asked of it before it led back had no way to come back, and ends without. */
    @Test
    void anUpstreamThatLeadsBackIsNotAskedAgainForWhatItWasAskedBefore() throws Exception {
        Patience patience = new Patience(
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                Duration.ofMillis(500),
                Duration.ofMillis(200),
                Duration.ofHours(1),
                Duration.ofMillis(200));
        String bind = "127.0.0.1:" + UnclaimedPort.next();
        try (TestUpstream upstream = TestUpstream.truthful().showLoopChecks();
                ForwardingServer server =
                        forwarding().bind(bind).to(upstream).patience(patience).start()) {
            await().until(() -> !upstream.asked().isEmpty());
            upstream.behave(asked -> asked.relay(server.address()));
            await().untilAsserted(() -> {
                assertThat(rcode(server.ask("a" + NAME))).isEqualTo("SERVFAIL");
                assertThat(server.engine().leftOut()).containsExactly(upstream.toString());
            });
            await().during(Duration.ofSeconds(5))
                    .until(() -> server.engine().leftOut().contains(upstream.toString()));
        }
    }

    /** Neither can resolve anything; what counts is that both say so, soon, and are quiet. */
    @Test
    void twoThatForwardToEachOtherFindOut() throws Exception {
        String one = "127.0.0.1:" + UnclaimedPort.next();
        String other = "127.0.0.2:" + UnclaimedPort.next();
        try (ForwardingServer first =
                        forwarding().bind(one).to(other).patience(quick()).start();
                ForwardingServer second =
                        forwarding().bind(other).to(one).patience(quick()).start()) {
            await().untilAsserted(() -> assertThat(first.engine().leftOut().size()
                            + second.engine().leftOut().size())
                    .isPositive());
            for (int i = 0; i < 20; i++) {
                assertThat(rcode((i % 2 == 0 ? first : second).ask(i + NAME))).isEqualTo("SERVFAIL");
            }
            long asked = first.engine().upstreams().get(0).counters().requests().values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    + second.engine().upstreams().get(0).counters().requests().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
            assertThat(asked).as("no storm").isLessThan(60);
        }
    }

    /** One of two that forward to each other has somebody else as well. */
    @Test
    void twoThatForwardToEachOtherResolveWhatAThirdKnows() throws Exception {
        String one = "127.0.0.1:" + UnclaimedPort.next();
        String other = "127.0.0.2:" + UnclaimedPort.next();
        try (TestUpstream good = TestUpstream.truthful();
                ForwardingServer first = forwarding()
                        .bind(one)
                        .to(other, good.toString())
                        .patience(quick())
                        .start();
                ForwardingServer second =
                        forwarding().bind(other).to(one).patience(quick()).start()) {
            for (int i = 0; i < 10; i++) {
                String name = i + NAME;
                await().untilAsserted(() -> assertThat(answers(first.ask(name))).isEqualTo(TestUpstream.ADDRESS));
            }
            assertThat(second.engine().upstreams()).hasSize(1);
        }
    }

    /** Looks often, and has more patience than the machine may stall. */
    private static Patience quick() {
        return new Patience(
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                Duration.ofMillis(500),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofMillis(200));
    }

    /** How often whether it leads back still has been looked at since then, which takes a query. */
    private static int looksSince(long begun) {
        return (int)
                ((System.nanoTime() - begun) / quick().betweenMeasurements().toNanos());
    }

    private static int port(String bind) {
        return Integer.parseInt(bind.substring(bind.indexOf(':') + 1));
    }
}
