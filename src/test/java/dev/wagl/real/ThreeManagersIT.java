package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A Swarm of three managers and a wagl on each, by stack.yml as it stands; then one wagl dies, then a manager. */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeManagersIT {

    private static final Duration FOLLOWED = Duration.ofMinutes(2);

    private static List<Manager> managers;
    private static List<Dig> digs;

    @BeforeAll
    static void deploy() {
        Manager first = Manager.init(Machines.machine(1, "node1"));
        managers = List.of(first, first.join(Machines.machine(2, "node2")), first.join(Machines.machine(3, "node3")));
        digs = managers.stream().map(manager -> Dig.at(manager.machine())).toList();
        for (Manager manager : managers) {
            Images.web(manager.dockerd());
            Images.wagl(manager.dockerd());
        }
        first.network("net");
        first.deploy("deploy/swarm/stack.yml", "WAGL_IMAGE=" + Images.WAGL, "WAGL_NS=" + LocalUpstream.ADDRESS);
        first.service(
                "everywhere",
                "-l",
                "dns.service=everywhere",
                "--mode",
                "global",
                "--publish",
                "mode=host,published=25080,target=80");
        first.service(
                "overlay", "-l", "dns.service=overlay", "-l", "dns.port=80", "--replicas", "4", "--network", "net");
        first.running("wagl_wagl", 3);
        first.running("everywhere", 3);
        first.running("overlay", 4);
    }

    @AfterAll
    static void stop() {
        if (managers != null) {
            managers.forEach(manager -> manager.dockerd().close());
        }
    }

    @Test
    @Order(1)
    void everyReplicaGivesTheSameRecordsAndTheSameGeneration() {
        Set<String> nodes = addresses(managers);
        Set<String> tasks = managers.get(0).addresses(managers.get(0).running("overlay", 4), "net");

        await().atMost(FOLLOWED).untilAsserted(() -> {
            for (Dig dig : digs) {
                assertThat(dig.rdata("everywhere.swarm", "A")).isEqualTo(nodes);
                assertThat(dig.rdata("_everywhere._tcp.swarm", "SRV"))
                        .containsExactly(
                                "1 1 25080 node1.everywhere.swarm.",
                                "1 1 25080 node2.everywhere.swarm.",
                                "1 1 25080 node3.everywhere.swarm.");
                assertThat(dig.rdata("overlay.swarm", "A")).isEqualTo(tasks);
                assertThat(dig.rdata("managers.swarm", "A")).isEqualTo(nodes);
                assertThat(dig.rdata("ns.swarm", "A")).isEqualTo(nodes);
                assertThat(dig.rdata("node2.node.swarm", "A")).containsExactly("10.99.0.2");
                assertThat(dig.rdata("leader.swarm", "A")).containsExactly(leader());
            }
            assertThat(generations(digs)).hasSize(1).allMatch(text -> text.matches("\"generation=[0-9a-f]+\""));
        });
    }

    /** It may have changed while three engines started on two cores. */
    private static String leader() {
        String node = managers.get(0)
                .docker("node", "ls", "--format", "{{.ManagerStatus}} {{.Hostname}}")
                .lines()
                .filter(line -> line.startsWith("Leader "))
                .findFirst()
                .orElseThrow();
        return "10.99.0." + node.charAt(node.length() - 1);
    }

    @Test
    @Order(2)
    void eachReplicaTellsItsNode() {
        for (int i = 0; i < digs.size(); i++) {
            assertThat(digs.get(i).ask("swarm", "SOA", "+nsid").text()).contains("node" + (i + 1) + "/");
        }
    }

    @Test
    @Order(3)
    void aWaglThatDiesLeavesTheOthersAnswering() {
        Manager third = managers.get(2);
        String container = third.docker("ps", "-q", "--filter", "label=com.docker.swarm.service.name=wagl_wagl");

        try (Asking asking = Asking.of(digs.subList(0, 2), "everywhere.swarm")) {
            third.docker("kill", container);

            // The Swarm brings it back.
            await().atMost(FOLLOWED)
                    .untilAsserted(() -> assertThat(digs.get(2).rdata("everywhere.swarm", "A"))
                            .isEqualTo(addresses(managers)));
            assertThat(asking.answers("everywhere.swarm"))
                    .hasSizeGreaterThan(10)
                    .allMatch(answer -> answer.rdata().equals(addresses(managers)));
        }
    }

    @Test
    @Order(4)
    void aManagerThatDiesLeavesTheOthersAnsweringAndLeavesTheAnswers() {
        Set<String> left = addresses(managers.subList(1, 3));
        List<Dig> survivors = digs.subList(1, 3);
        try (Asking asking = Asking.of(survivors, "everywhere.swarm", "overlay.swarm")) {
            managers.get(0).dockerd().kill();

            await().alias("the dead node's tasks leave").atMost(FOLLOWED).untilAsserted(() -> {
                for (Dig dig : survivors) {
                    assertThat(dig.rdata("everywhere.swarm", "A")).isEqualTo(left);
                    assertThat(dig.rdata("ns.swarm", "A")).isEqualTo(left);
                    assertThat(dig.rdata("overlay.swarm", "A")).hasSize(4);
                }
                assertThat(generations(survivors)).hasSize(1);
            });
            // Throughout, from before the manager died: what lives is answered.
            assertThat(asking.answers("everywhere.swarm"))
                    .hasSizeGreaterThan(10)
                    .allMatch(answer -> answer.rdata().containsAll(left));
            assertThat(asking.answers("overlay.swarm"))
                    .hasSizeGreaterThan(10)
                    .allMatch(answer -> answer.status().equals("NOERROR")
                            && !answer.answer().isEmpty());
        }
    }

    private static Set<String> generations(List<Dig> digs) {
        return digs.stream().flatMap(dig -> dig.rdata("swarm", "TXT").stream()).collect(Collectors.toSet());
    }

    private static Set<String> addresses(List<Manager> managers) {
        Stream<String> addresses =
                managers.stream().map(manager -> manager.machine().address());
        return addresses.collect(Collectors.toCollection(TreeSet::new));
    }
}
