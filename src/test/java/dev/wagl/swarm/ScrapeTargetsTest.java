package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.wagl.demo.DemoCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Targets and labels as Prometheus' dockerswarm_sd would find them in the demo cluster. */
class ScrapeTargetsTest {

    private static DemoCluster demo;
    private static DockerSwarm swarm;
    private static Snapshot snapshot;

    @BeforeAll
    static void start() throws Exception {
        demo = DemoCluster.start();
        swarm = new DockerSwarm(new SwarmConfig(List.of(demo.endpoint()), null, false, null, Duration.ofSeconds(20)));
        snapshot = swarm.snapshot();
    }

    @AfterAll
    static void stop() {
        swarm.close();
        demo.close();
    }

    private static List<ScrapeTarget> targets(ScrapeRole role, int port) throws SwarmException {
        List<ScrapeTarget> targets = new ArrayList<>();
        swarm.scrapeTargets(role, port, targets::add);
        return targets;
    }

    private static Service service(String name) {
        return snapshot.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A host-mode port is scraped at its node; the network of the task with the port that is published, as Prometheus has it. */
    @Test
    void aTaskHasATargetForEachPortAndNetwork() throws Exception {
        Service api = service("api");
        Task first = snapshot.tasks().stream()
                .filter(task -> task.serviceId().equals(api.id()) && task.slot() == 1)
                .findFirst()
                .orElseThrow();
        List<ScrapeTarget> targets = targets(ScrapeRole.TASKS, 80).stream()
                .filter(target -> target.labels().containsValue(first.id()))
                // The engine tells a port once for IPv4 and once for IPv6, and Prometheus makes one target of the two.
                .distinct()
                .toList();
        assertThat(targets).hasSize(2);
        ScrapeTarget onNode = targets.get(0);
        Node node = snapshot.nodes().stream()
                .filter(one -> one.id().equals(first.nodeId()))
                .findFirst()
                .orElseThrow();
        assertThat(onNode.address()).isEqualTo(node.statusAddress().getHostAddress() + ":8080");
        assertThat(onNode.labels())
                .contains(
                        entry("__meta_dockerswarm_task_id", first.id()),
                        entry("__meta_dockerswarm_task_slot", "1"),
                        entry("__meta_dockerswarm_task_state", "running"),
                        entry("__meta_dockerswarm_task_desired_state", "running"),
                        entry("__meta_dockerswarm_task_container_id", first.containerId()),
                        entry("__meta_dockerswarm_task_port_publish_mode", "host"),
                        entry("__meta_dockerswarm_container_label_com_docker_stack_namespace", "billing"),
                        entry("__meta_dockerswarm_service_id", api.id()),
                        entry("__meta_dockerswarm_service_name", "api"),
                        entry("__meta_dockerswarm_service_mode", "replicated"),
                        entry("__meta_dockerswarm_service_label_dns_service", "api"),
                        entry("__meta_dockerswarm_service_label_com_docker_stack_namespace", "billing"),
                        entry("__meta_dockerswarm_node_id", node.id()),
                        entry("__meta_dockerswarm_node_hostname", node.hostName()),
                        entry("__meta_dockerswarm_node_role", node.role().name().toLowerCase(Locale.ROOT)),
                        entry("__meta_dockerswarm_node_availability", "active"),
                        entry("__meta_dockerswarm_node_status", "ready"),
                        entry("__meta_dockerswarm_node_platform_os", "linux"))
                .containsKeys(
                        "__meta_dockerswarm_node_address",
                        "__meta_dockerswarm_node_platform_architecture",
                        "__meta_dockerswarm_node_label_zone")
                .doesNotContainKeys("__meta_dockerswarm_node_engine_version", "__meta_dockerswarm_network_name");
        ScrapeTarget onNetwork = targets.get(1);
        assertThat(onNetwork.address()).matches("10\\.20\\.1\\.\\d+:8080");
        assertThat(onNetwork.labels())
                .contains(
                        entry("__meta_dockerswarm_network_name", "billing"),
                        entry("__meta_dockerswarm_network_scope", "swarm"),
                        entry("__meta_dockerswarm_network_internal", "false"),
                        entry("__meta_dockerswarm_network_ingress", "false"))
                .containsKey("__meta_dockerswarm_network_id");
    }

    @Test
    void whatPublishesNoPortHasTheUsualOne() throws Exception {
        String id = service("billing_inventory").id();
        List<ScrapeTarget> targets = targets(ScrapeRole.TASKS, 9_100).stream()
                .filter(target -> id.equals(target.labels().get("__meta_dockerswarm_service_id")))
                .toList();
        assertThat(targets).hasSizeGreaterThanOrEqualTo(2).allSatisfy(target -> {
            assertThat(target.address()).endsWith(":9100");
            assertThat(target.labels()).doesNotContainKey("__meta_dockerswarm_task_port_publish_mode");
        });
    }

    @Test
    void anIpv6AddressHasBrackets() throws Exception {
        assertThat(targets(ScrapeRole.TASKS, 80))
                .extracting(ScrapeTarget::address)
                .anyMatch(address -> address.matches("\\[fd00:20:3::[0-9a-f]+]:80"));
    }

    @Test
    void aServiceHasATargetForEachVirtualIpAndTcpPort() throws Exception {
        List<ScrapeTarget> web = targets(ScrapeRole.SERVICES, 80).stream()
                .filter(target -> "shop_web".equals(target.labels().get("__meta_dockerswarm_service_name")))
                .toList();
        assertThat(web)
                .extracting(ScrapeTarget::address)
                .anyMatch(a -> a.endsWith(":80"))
                .anyMatch(a -> a.endsWith(":443"));
        Map<String, String> labels = web.get(0).labels();
        assertThat(labels)
                .contains(
                        entry("__meta_dockerswarm_service_task_container_image", "nginx:1.27.1"),
                        entry("__meta_dockerswarm_service_endpoint_port_publish_mode", "ingress"))
                .containsKeys(
                        "__meta_dockerswarm_service_task_container_hostname",
                        "__meta_dockerswarm_service_endpoint_port_name",
                        "__meta_dockerswarm_network_name");
        // Only UDP is published: no port counts.
        assertThat(targets(ScrapeRole.SERVICES, 81))
                .filteredOn(
                        target -> "monitoring_syslog".equals(target.labels().get("__meta_dockerswarm_service_name")))
                .isNotEmpty()
                .allSatisfy(target -> assertThat(target.address()).endsWith(":81"));
    }

    @Test
    void aNodeIsATarget() throws Exception {
        List<ScrapeTarget> nodes = targets(ScrapeRole.NODES, 9_323);
        assertThat(nodes)
                .extracting(ScrapeTarget::address)
                // A leader's own address is unspecified, and Prometheus takes it as it is.
                .containsExactlyInAnyOrder("0.0.0.0:9323", "10.0.0.12:9323", "10.0.0.13:9323");
        assertThat(nodes)
                .filteredOn(target -> target.address().startsWith("0.0.0.0"))
                .singleElement()
                .satisfies(target -> assertThat(target.labels())
                        .contains(
                                entry("__meta_dockerswarm_node_manager_leader", "true"),
                                entry("__meta_dockerswarm_node_manager_reachability", "reachable"),
                                entry("__meta_dockerswarm_node_role", "manager"),
                                entry("__meta_dockerswarm_node_label_zone", "a"))
                        .containsKeys(
                                "__meta_dockerswarm_node_engine_version", "__meta_dockerswarm_node_manager_address"));
    }

    /** All of a service's tasks, those that have ended too, in the engine's own words. */
    @Test
    void theTasksOfOneServiceAreToldWithoutAFilter() throws Exception {
        List<TaskReport> tasks = swarm.tasks(service("api"));
        assertThat(tasks).hasSize(2).allSatisfy(task -> {
            assertThat(task.state()).isEqualTo("running");
            assertThat(task.desiredState()).isEqualTo("running");
            assertThat(task.exitCode()).isNull();
            assertThat(task.since()).isNotNull();
        });
    }
}
