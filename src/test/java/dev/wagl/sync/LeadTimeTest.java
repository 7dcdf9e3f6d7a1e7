package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.SwarmText;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** From the zone without a task to the signal to its process. */
class LeadTimeTest {

    private static final String ONE = """
            service a dns.service=a
            task a.1 w1 running id=one
            """;
    private static final String TWO = ONE + "task a.2 w1 running id=two\n";
    private static final String CONTAINER_OF_TWO = "0123456789abcdeftwo";

    private long nanos = 77;
    private final SyncState state = new SyncState(() -> nanos, Duration.ofSeconds(60));
    private final LeadTime lead = new LeadTime(state);

    private void see(String snapshot) {
        lead.observe(SwarmText.snapshot(snapshot));
    }

    private void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }

    private long count() {
        long count = 0;
        for (long bucket : state.lead().counts()) {
            count += bucket;
        }
        return count;
    }

    @Test
    void fromTheZoneWithoutItToTheSignal() {
        see(TWO);
        pass(10_000);
        see(ONE);
        pass(400);
        see(ONE);
        pass(2_000);
        lead.signalled(CONTAINER_OF_TWO);

        assertThat(count()).isEqualTo(1);
        assertThat(state.lead().sumNanos()).isEqualTo(Duration.ofMillis(2_400).toNanos());

        pass(10_000);
        lead.signalled(CONTAINER_OF_TWO);
        assertThat(count()).as("the second signal, which kills, is none").isEqualTo(1);
    }

    @Test
    void oneThatIsListedAsDoomedHasLeftToo() {
        see(TWO);
        see(ONE + "task a.2 w1 failed desired=shutdown id=two");
        pass(500);
        lead.signalled(CONTAINER_OF_TWO);

        assertThat(state.lead().sumNanos()).isEqualTo(Duration.ofMillis(500).toNanos());
    }

    @Test
    void ofOneThatIsAnsweredWhenItIsSignalledItIsNothing() {
        see(TWO);
        lead.signalled(CONTAINER_OF_TWO);
        assertThat(count()).as("until it leaves it may have been any signal").isZero();
        pass(300);
        see(ONE);

        assertThat(count()).isEqualTo(1);
        assertThat(state.lead().counts()[0]).as("of zero, and no more").isEqualTo(1);
        assertThat(state.lead().bounds().get(0)).isEqualTo(Duration.ZERO);

        lead.signalled(CONTAINER_OF_TWO);
        assertThat(count()).as("the second signal").isEqualTo(1);
    }

    @Test
    void aSignalThatDoesNotStopItDoesNotCountForEver() {
        see(TWO);
        lead.signalled(CONTAINER_OF_TWO);
        pass(61_000);
        see(TWO);
        see(ONE);
        pass(200);
        lead.signalled(CONTAINER_OF_TWO);

        assertThat(state.lead().sumNanos()).isEqualTo(Duration.ofMillis(200).toNanos());
    }

    @Test
    void theLastOneStaysOnPurpose() {
        see(ONE);
        see("service a dns.service=a\ntask a.1 w1 running desired=shutdown id=one");
        pass(2_000);
        lead.signalled("0123456789abcdefone");
        see("service a dns.service=a");

        assertThat(count()).isZero();
    }

    @Test
    void whoeverIsNoneOfOursOrOfAnotherEngineIsNotCounted() {
        see("service a\ntask a.1 w1 running id=one");
        lead.signalled("0123456789abcdefone");
        see("service a");
        lead.signalled("0123456789abcdefone");
        lead.signalled("nobody");
        see(TWO);
        see(ONE);
        pass(61_000);
        see(ONE);
        lead.signalled(CONTAINER_OF_TWO);

        assertThat(count()).as("a minute after it left it is forgotten").isZero();
    }
}
