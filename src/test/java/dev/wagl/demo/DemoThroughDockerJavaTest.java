package dev.wagl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.LeftOut;
import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.DockerSwarm;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.SwarmConfig;
import dev.wagl.swarm.SwarmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo cluster as wagl sees it: read with the code that reads a real engine, projected to the zone it becomes. */
class DemoThroughDockerJavaTest {

    private static final ZoneProjection NAMING =
            new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of()));

    private ClusterModel model;
    private DemoCluster cluster;
    private DockerSwarm swarm;

    @BeforeEach
    void connect() throws Exception {
        model = DemoCluster.settledModel(2015, Instant.parse("2026-03-01T10:00:00Z"));
        cluster = DemoCluster.serve(model);
        swarm = new DockerSwarm(
                new SwarmConfig(List.of(cluster.endpoint()), null, false, null, Duration.ofSeconds(20)));
    }

    @AfterEach
    void disconnect() {
        swarm.close();
        cluster.close();
    }

    @Test
    void aWholeSnapshot() throws SwarmException {
        var snapshot = swarm.snapshot();
        assertThat(snapshot.source()).isEqualTo(Source.SWARM);
        assertThat(snapshot.malformed()).isEmpty();
        assertThat(snapshot.clusterId()).isEqualTo(model.clusterId);
        assertThat(snapshot.services()).hasSize(19);
        assertThat(snapshot.nodes()).hasSize(3);
        assertThat(snapshot.networks()).hasSize(8);
        assertThat(snapshot.index()).isPositive();
        assertThat(snapshot.tasks()).filteredOn(task -> task.ready()).hasSize(readyTasks());
    }

    private int readyTasks() {
        return (int) model.tasks().stream().filter(DemoTask::ready).count();
    }

    @Test
    void theNamesThatTheReadmeAsksFor() throws SwarmException {
        var zone = project(swarm.snapshot()).zone();
        assertThat(zone.describe(Name.parse("api.billing.swarm.")))
                .containsExactlyInAnyOrder(
                        "api.billing.swarm. 1 IN A 10.0.0.11", "api.billing.swarm. 1 IN A 10.0.0.12");
        assertThat(zone.describe(Name.parse("_api._tcp.billing.swarm.")))
                .containsExactlyInAnyOrder(
                        "_api._tcp.billing.swarm. 1 IN SRV 1 1 8080 1.api.billing.swarm.",
                        "_api._tcp.billing.swarm. 1 IN SRV 1 1 8080 2.api.billing.swarm.");
        assertThat(zone.describe(Name.parse("leader.swarm."))).containsExactly("leader.swarm. 1 IN A 10.0.0.11");
        assertThat(zone.describe(Name.parse("ns.swarm."))).containsExactly("ns.swarm. 1 IN A 10.0.0.11");
    }

    @Test
    void everyKindOfName() throws SwarmException {
        var projection = project(swarm.snapshot());
        for (var name : List.of(
                "_http._tcp.inventory.swarm. SRV",
                "_metrics._tcp.node-exporter.swarm. SRV",
                "_pay._tcp.billing.swarm. SRV 1 90",
                "_pay._tcp.billing.swarm. SRV 1 10",
                "_syslog._udp.swarm. SRV",
                "_transport._tcp.elastic.swarm. SRV",
                "basket.legacy.swarm. A",
                "cart.swarm. A",
                "db.billing.swarm. A 10.20.1.",
                "edge.swarm. A 10.20.3.",
                "edge.swarm. AAAA fd00:20:3:",
                "inventory.swarm. A 10.20.2.",
                "_cache._tcp.swarm. SRV 1 1 3276",
                "tasks.web.swarm. A 10.20.2.",
                "worker2.node.swarm. A 10.0.0.13",
                "web.swarm. A 10.0.0.13")) {
            var parts = name.split(" ", 2);
            assertThat(projection.zone().describe(Name.parse(parts[0])))
                    .as(name)
                    .anyMatch(line -> line.contains(" IN " + parts[1]));
        }
        assertThat(projection.leftOut()).extracting(LeftOut::name).containsExactly("billing_legacy");
        assertThat(projection.zone().find(Name.parse("mailer.swarm.")).reason())
                .asString()
                .contains("0 of 1 tasks running");
    }

    @Test
    void nothingIsEverMalformedAndTheFirstDigNeverFails() throws SwarmException {
        var story = new Story(model, 2015);
        var leftOut = new TreeSet<String>();
        for (long i = 0; i < Story.LENGTH.dividedBy(ClusterModel.STEP); i++) {
            model.tick();
            story.tick();
            if (i % 97 == 0) {
                var snapshot = swarm.snapshot();
                assertThat(snapshot.malformed()).isEmpty();
                var projection = project(snapshot);
                projection.leftOut().forEach(one -> leftOut.add(one.name()));
                assertThat(projection.zone().describe(Name.parse("api.billing.swarm.")))
                        .contains("api.billing.swarm. 1 IN A 10.0.0.11", "api.billing.swarm. 1 IN A 10.0.0.12");
            }
        }
        assertThat(leftOut).containsExactly("billing_legacy");
    }

    private static Projection project(Snapshot snapshot) {
        return NAMING.project(snapshot, 1);
    }
}
