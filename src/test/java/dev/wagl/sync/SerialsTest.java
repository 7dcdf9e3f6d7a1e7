package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SerialsTest {

    private static final long SECONDS = 1_800_000_000L;

    private final Serials serials = new Serials(Clock.fixed(Instant.ofEpochSecond(SECONDS), ZoneOffset.UTC));

    @Test
    void theFirstIsTheIndex() {
        assertThat(serials.next(4711)).isEqualTo(4711);
    }

    @Test
    void withoutRaftItIsTheClock() {
        assertThat(serials.next(0)).isEqualTo(SECONDS);
    }

    @Test
    void oneThatIsNotTakenIsGivenAgain() {
        serials.take(serials.next(10));

        assertThat(serials.next(10)).isEqualTo(11);
        assertThat(serials.next(10)).isEqualTo(11);
    }

    @Test
    void itNeverGoesBackWithTheIndex() {
        serials.take(serials.next(1000));

        assertThat(serials.next(7)).isEqualTo(1001);
        serials.take(1001);
        assertThat(serials.next(1001)).isEqualTo(1002);
        assertThat(serials.next(5000)).isEqualTo(5000);
    }

    @Test
    void twoPublishedInOneSecondDifferWithoutRaft() {
        serials.take(serials.next(0));

        assertThat(serials.next(0)).isEqualTo(SECONDS + 1);
    }

    /** RFC 1982 3.2: s1 is less than s2 if (s2 - s1) mod 2^32 is below 2^31. */
    @Test
    void eachIsNewerThanTheLastInSerialArithmetic() {
        long before = serials.next(5);
        serials.take(before);
        for (long index : new long[] {0xFFFF_FFFFL, 0xFFFF_FFFFL, 0x1_0000_0000L, 3, 0x5_0000_0000L, 0}) {
            long serial = serials.next(index);
            serials.take(serial);
            assertThat((serial - before) & 0xFFFF_FFFFL).isBetween(1L, (1L << 31) - 1);
            before = serial;
        }
    }
}
