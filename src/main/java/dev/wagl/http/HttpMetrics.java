package dev.wagl.http;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;

/** Whether there is room for those who ask over HTTP: {@code wagl_http_*}. */
@Singleton
final class HttpMetrics implements MeterBinder {

    private final Followers followers;
    private final LongAdder unavailable = new LongAdder();

    @Inject
    HttpMetrics(Followers followers) {
        this.followers = followers;
    }

    /** Somebody was told to come back later. */
    void unavailable() {
        unavailable.increment();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("wagl.http.followers", followers, Followers::size)
                .description("Clients that follow /v1/events now; at most " + Followers.MOST)
                .register(registry);
        FunctionCounter.builder("wagl.http.unavailable", unavailable, LongAdder::sum)
                .description(
                        "Requests of the API that were answered with 503: too many at once, or there is nothing true to tell")
                .register(registry);
    }
}
