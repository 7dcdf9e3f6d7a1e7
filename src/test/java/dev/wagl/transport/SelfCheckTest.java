package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SelfCheckTest {

    private final Vertx vertx = RunningServer.vertx(false);

    @AfterEach
    void close() {
        RunningServer.await(vertx.close());
    }

    @Test
    void aVerticleThatWorksIsWell() {
        assertThat(run(RunningServer.processor(Transport.UDP), () -> {})).isTrue();
    }

    @Test
    void aVerticleWithoutMemoryForItsSocketsIsNot() {
        assertThat(run(RunningServer.processor(Transport.UDP), SelfCheckTest::noMemory))
                .isFalse();
    }

    @Test
    void aVerticleWhoseProcessorFailsIsNot() {
        QueryProcessor withoutZone = new QueryProcessor(null, Transport.UDP, "node-1", "2.0", 42);
        assertThat(run(withoutZone, () -> {})).isFalse();
    }

    private boolean run(QueryProcessor processor, Runnable memory) {
        return new SelfCheck("UDP 0", vertx.getOrCreateContext(), processor, memory)
                .run()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static void noMemory() {
        throw new OutOfMemoryError("of a test");
    }
}
