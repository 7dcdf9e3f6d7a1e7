package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RationTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final Ration ration = new Ration(3, Duration.ofSeconds(2), clock::get);

    private int taken() {
        int taken = 0;
        while (ration.take()) {
            taken++;
        }
        return taken;
    }

    private void passes(double seconds) {
        clock.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void thereAreSoManyAtOnceAndThenOneEachTime() {
        assertThat(taken()).isEqualTo(3);
        passes(1.9);
        assertThat(taken()).isZero();
        passes(0.1);
        assertThat(taken()).isEqualTo(1);
        passes(4);
        assertThat(taken()).isEqualTo(2);
        passes(3_600);
        assertThat(taken()).isEqualTo(3);
    }
}
