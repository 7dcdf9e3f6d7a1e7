package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartupTest {

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void goesOnOnceAllIsBound() {
        assertThatCode(() -> Startup.awaitBound(Future.succeededFuture())).doesNotThrowAnyException();
    }

    @Test
    void anInterruptIsNoSuccess() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Startup.awaitBound(Promise.<Void>promise().future()))
                .isInstanceOf(StartupException.class)
                .hasMessage("interrupted before the DNS server was bound");

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void anUnknownFailureIsADefect() {
        Exception cause = new IllegalArgumentException("boom");
        assertThatThrownBy(() -> Startup.awaitBound(Future.failedFuture(cause)))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(cause);
    }
}
