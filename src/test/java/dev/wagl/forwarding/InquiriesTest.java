package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.Name;
import io.netty.channel.ChannelException;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of questions that cannot be put to an upstream. */
class InquiriesTest {

    private static final Name WWW = Name.parse("www.example.");

    private final List<Outcome> outcomes = new ArrayList<>();
    private final ForwardingLoop loop = new ForwardingLoop(Name.parse("swarm."), null, Patience.USUAL, NoSocket.class);
    private final Upstreams upstreams = new Upstreams(loop);
    private final ReplyCache cache = new ReplyCache(1 << 20);
    private final Inquiries inquiries = new Inquiries(loop, upstreams, cache, new LoopChecks(loop, server -> {}));

    @AfterEach
    void close() {
        loop.close().syncUninterruptibly();
    }

    private void onLoop(Runnable work) throws Exception {
        loop.eventLoop().submit(work).get(1, TimeUnit.MINUTES);
    }

    /** A full heap, a class that cannot be loaded: the place of who waits must be free again. */
    @Test
    void whoeverWaitsIsAnsweredWhateverError() throws Exception {
        Waiter waiter = new Waiter(new byte[0], TestUpstream.ip("192.0.2.1"), outcome -> {
            if (outcome.failure() == Failure.NO_UPSTREAM) {
                throw new OutOfMemoryError("of a test");
            }
            outcomes.add(outcome);
        });
        onLoop(() -> inquiries.ask(new Question(WWW, 1, false, false), null, waiter));
        assertThat(outcomes).extracting(Outcome::failure).containsExactly(Failure.ERROR);
    }

    /** As Netty tells of it where the process has no file descriptor left. */
    public static final class NoSocket extends EmbeddedChannel {

        public NoSocket() {
            throw new ChannelException("Too many open files");
        }
    }

    /** That is no fault of the upstreams': they are asked again when there are some. */
    @Test
    void whereNoSocketIsLeftNoUpstreamCountsAsDown() throws Exception {
        onLoop(() -> upstreams.set(Upstream.parseList("127.1.3.1,127.1.3.2")));
        for (int i = 0; i < 5; i++) {
            Question question = new Question(Name.parse(i + ".example."), 1, false, false);
            Waiter waiter = new Waiter(new byte[0], TestUpstream.ip("192.0.2.1"), outcomes::add);
            onLoop(() -> inquiries.ask(question, null, waiter));
            await().untilAsserted(
                            () -> onLoop(() -> assertThat(inquiries.size()).isZero()));
            assertThat(cache.peek(question, System.nanoTime())).isNull();
        }
        assertThat(outcomes).extracting(Outcome::failure).hasSize(5).containsOnly(Failure.NO_SOCKET);
        long later = System.nanoTime() + 10_000_000_000L;
        assertThat(upstreams.all())
                .extracting(server -> server.counters().requests())
                .allSatisfy(requests -> assertThat(requests).containsEntry("no_socket", 5L))
                .allSatisfy(requests -> assertThat(requests).containsEntry("unreachable", 0L));
        assertThat(upstreams.all())
                .allMatch(server -> server.health().up())
                .noneMatch(server -> server.health().isDown())
                .noneMatch(server -> server.health().isSilent(later));
    }
}
