package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
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
        assertThat(run(RunningServer.processor(Transport.UDP), UnpooledByteBufAllocator.DEFAULT))
                .isTrue();
    }

    @Test
    void aVerticleWithoutMemoryForItsSocketsIsNot() {
        assertThat(run(RunningServer.processor(Transport.UDP), new NoMemory())).isFalse();
    }

    @Test
    void aVerticleWhoseProcessorFailsIsNot() {
        QueryProcessor withoutZone = new QueryProcessor(null, Transport.UDP, "node-1", "2.0", 42);
        assertThat(run(withoutZone, UnpooledByteBufAllocator.DEFAULT)).isFalse();
    }

    private boolean run(QueryProcessor processor, ByteBufAllocator memory) {
        return new SelfCheck("UDP 0", vertx.getOrCreateContext(), processor, memory)
                .run()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static final class NoMemory extends AbstractByteBufAllocator {

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("of a test");
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("of a test");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
