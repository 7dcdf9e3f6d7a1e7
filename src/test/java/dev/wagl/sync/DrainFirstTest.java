package dev.wagl.sync;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.DockerSwarm;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.SwarmJson.ServiceElement;
import dev.wagl.swarm.SwarmJson.TaskElement;
import dev.wagl.zone.CurrentZone;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service's life as its manager tells it, step by step, and what is answered after each: a task leaves before it is stopped. */
class DrainFirstTest {

    private static final Name SWARM = Name.parse("swarm.");
    private static final ZoneProjection PROJECTION = new ZoneProjection(new NamingConfig(SWARM, 1, null, List.of()));

    private final FakeSwarm fake = FakeSwarm.builder().start();
    private final DockerSwarm docker = new DockerSwarm(fake.config());
    private final CurrentZone current = new CurrentZone(SWARM);
    private long nanos = 77;
    private final SyncState state = new SyncState(() -> nanos, Duration.ofHours(1));
    private final Refresher refresher = new Refresher(
            docker::snapshot,
            () -> PROJECTION,
            current,
            state,
            new SyncLog(new RecordingLogger()),
            new Guard(Duration.ZERO),
            Clock.systemUTC());

    @BeforeEach
    void cluster() {
        fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(node("n2", "10.0.0.12"))
                .add(network("back"))
                .add(api(2))
                .add(one(1, 7))
                .add(one(2, 8));
        assertAnswers("30 IN A 10.0.1.7", "30 IN A 10.0.1.8");
    }

    @AfterEach
    void close() {
        docker.close();
        fake.close();
    }

    private static ServiceElement api(int replicas) {
        return service("api")
                .label("dns.service", "api")
                .label("dns.ttl", "30")
                .network("back")
                .replicas(replicas);
    }

    /** The task {@code t<address>}. */
    private static TaskElement one(int slot, int address) {
        return task("t" + address, "api", slot, "n1").address("back", "10.0.1." + address + "/24");
    }

    private void assertAnswers(String... records) {
        refresher.refresh();
        assertThat(state.lastError()).isNull();
        assertThat(current.get().describe(Name.parse("api.swarm.")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(records)
                        .map(record -> "api.swarm. " + record)
                        .toList());
    }

    @Test
    void anUpdateThatStartsTheNewOneFirst() {
        fake.add(api(2).updateState("updating"));
        assertAnswers("1 IN A 10.0.1.7", "1 IN A 10.0.1.8");
        fake.add(one(1, 9).state("starting"));
        assertAnswers("1 IN A 10.0.1.7", "1 IN A 10.0.1.8");
        fake.add(one(1, 9));
        assertAnswers("1 IN A 10.0.1.7", "1 IN A 10.0.1.8", "1 IN A 10.0.1.9");

        fake.add(one(1, 7).desired("shutdown"));
        assertAnswers("1 IN A 10.0.1.8", "1 IN A 10.0.1.9");
        assertThat(current.get().describe(Name.parse("1.api.swarm."))).containsExactly("1.api.swarm. 1 IN A 10.0.1.9");
        assertThat(current.get().find(Name.parse("7.1.0.10.in-addr.arpa."))).isNull();

        nanos += Duration.ofMillis(2_300).toNanos();
        refresher.signalled("t7c0ffee0123456789");
        assertThat(state.lead().sumNanos()).isEqualTo(Duration.ofMillis(2_300).toNanos());

        fake.add(api(2).updateState("completed"));
        assertAnswers("1 IN A 10.0.1.8", "1 IN A 10.0.1.9");
        fake.add(one(1, 7).desired("shutdown").state("shutdown"));
        assertAnswers("30 IN A 10.0.1.8", "30 IN A 10.0.1.9");
    }

    @Test
    void aServiceThatIsScaledDownToNothing() {
        fake.add(api(1)).add(one(2, 8).desired("remove"));
        assertAnswers("1 IN A 10.0.1.7");
        fake.remove("t8");
        assertAnswers("30 IN A 10.0.1.7");

        fake.add(api(0)).add(one(1, 7).desired("remove"));
        assertAnswers("1 IN A 10.0.1.7");
        refresher.signalled("t7c0ffee0123456789");
        assertAnswers("1 IN A 10.0.1.7");

        fake.remove("t7");
        assertAnswers();
        assertThat(new String(current.get().find(Name.parse("api.swarm.")).reason(), StandardCharsets.UTF_8))
                .isEqualTo("0 of 0 tasks running");
        assertThat(state.lead().counts()).as("it stayed on purpose").containsOnly(0);

        fake.remove("api-id");
        refresher.refresh();
        assertThat(current.get().find(Name.parse("api.swarm."))).isNull();
    }

    @Test
    void aSingleOneThatIsStoppedBeforeItsSuccessorStarts() {
        fake.remove("t8").add(api(1).updateState("updating")).add(one(1, 7).desired("shutdown"));
        assertAnswers("1 IN A 10.0.1.7");
        fake.add(one(1, 9).state("preparing"));
        assertAnswers("1 IN A 10.0.1.7");

        fake.add(one(1, 7).desired("shutdown").state("shutdown"));
        assertAnswers();
        fake.add(one(1, 9));
        assertAnswers("1 IN A 10.0.1.9");
        fake.add(api(1).updateState("completed"));
        assertAnswers("30 IN A 10.0.1.9");
    }

    /** Both are to go at once: none is ready any more, and both stay until each has stopped. */
    @Test
    void aServiceWhoseTasksAreAllToGo() {
        fake.add(one(1, 7).desired("shutdown")).add(one(2, 8).desired("shutdown"));
        assertAnswers("1 IN A 10.0.1.7", "1 IN A 10.0.1.8");
        fake.add(one(1, 7).desired("shutdown").state("failed"));
        assertAnswers("1 IN A 10.0.1.8");
        fake.add(one(1, 9));
        assertAnswers("1 IN A 10.0.1.9");
    }
}
