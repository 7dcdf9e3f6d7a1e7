package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.GoldenPackets.Behaviour;
import dev.wagl.conformance.GoldenPackets.Exchange;
import dev.wagl.conformance.ZoneText;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Replays the golden packets, octet by octet, the comments included. What a failure shows as actual is the text of the file
 * as it would be: a new file needs a query and no more.
 */
class GoldenPacketsTest {

    private static final Zone ZONE = ZoneText.parse(GoldenPackets.zone());

    static Stream<Behaviour> behaviours() {
        return GoldenPackets.all().stream();
    }

    @ParameterizedTest
    @MethodSource("behaviours")
    void isAnsweredAsItIsWrittenDown(Behaviour behaviour) {
        List<Exchange> seen = new ArrayList<>();
        for (Exchange exchange : behaviour.exchanges()) {
            byte[] response = Answers.raw(processor(exchange), exchange.query(), GoldenPackets.CLIENT);
            seen.add(new Exchange(
                    exchange.remarks(),
                    exchange.transport(),
                    exchange.knowledge(),
                    exchange.limited(),
                    exchange.query(),
                    response,
                    response.length == 0));
        }
        assertThat(GoldenPackets.format(seen)).isEqualTo(behaviour.text());
    }

    /** A new one each time, so that each answer begins at the same record. */
    private static QueryProcessor processor(Exchange exchange) {
        CurrentZone zone = new CurrentZone(ZONE.apex());
        switch (exchange.knowledge()) {
            case ZONE -> zone.publish(ZONE);
            case WITHDRAWN -> {
                zone.publish(ZONE);
                zone.withdraw();
            }
            case STALE -> {
                zone.publish(ZONE);
                zone.stale(true);
            }
            case NOT_READY -> {}
        }
        QueryProcessor processor = new QueryProcessor(
                zone,
                exchange.transport(),
                "node-1",
                "2.0",
                42,
                CookieSecrets.parse(GoldenPackets.COOKIE_SECRET),
                new ResponseRateLimit(new RateLimitConfig(1, List.of()), List.of(), gateway -> {}, new Random(42)));
        processor.tick(0, GoldenPackets.EPOCH_MILLIS);
        processor.idleTimeout(GoldenPackets.IDLE_TIMEOUT);
        if (exchange.limited()) {
            processor.process(exchange.query(), exchange.query().length, GoldenPackets.CLIENT);
        }
        return processor;
    }

    @Test
    void thereAreManyAndEachSaysWhatItShows() {
        assertThat(GoldenPackets.all())
                .hasSizeGreaterThanOrEqualTo(40)
                .allSatisfy(behaviour -> assertThat(behaviour.exchanges())
                        .allSatisfy(exchange -> assertThat(exchange.remarks())
                                .as(behaviour.name())
                                .isNotEmpty()));
    }
}
