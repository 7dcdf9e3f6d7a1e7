package dev.wagl.demo;

import static dev.wagl.demo.Shapes.index;
import static dev.wagl.demo.Shapes.map;
import static dev.wagl.demo.Shapes.object;
import static dev.wagl.demo.Shapes.ports;
import static dev.wagl.demo.Shapes.strings;
import static dev.wagl.demo.Shapes.subnets;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wagl.demo.DemoNetwork.Lease;
import dev.wagl.demo.ServiceSpec.Container;
import dev.wagl.swarm.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A task in Docker's JSON. */
final class TaskJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterModel model;

    TaskJson(ClusterModel model) {
        this.model = model;
    }

    ObjectNode task(DemoTask task) {
        var json = object(task.id, task.version, task.createdAt, task.updatedAt);
        json.putObject("Labels");
        json.set("Spec", taskSpec(task.service.spec, task.container));
        json.put("ServiceID", task.service.id);
        if (task.slot > 0) {
            json.put("Slot", task.slot);
        }
        if (task.node != null) {
            json.put("NodeID", task.node.id);
        }
        json.set("Status", taskStatus(task));
        json.put("DesiredState", word(task.desired));
        if (!task.leases.isEmpty()) {
            var attachments = json.putArray("NetworksAttachments");
            for (var lease : task.leases) {
                attachments.add(attachment(lease));
            }
        }
        if (task.service.spec.job()) {
            json.set("JobIteration", index(task.jobIteration));
        }
        return json;
    }

    ObjectNode taskSpec(ServiceSpec spec, Container container) {
        var json = JSON.createObjectNode();
        var containerSpec = json.putObject("ContainerSpec").put("Image", container.image());
        if (!container.labels().isEmpty()) {
            containerSpec.set("Labels", map(container.labels()));
        }
        containerSpec.put("Init", false);
        if (container.untilHealthy() != null) {
            var check = containerSpec.putObject("Healthcheck");
            check.putArray("Test").add("CMD-SHELL").add("healthcheck");
            check.put("Interval", Duration.ofSeconds(5).toNanos());
        }
        containerSpec.putObject("DNSConfig");
        containerSpec.put("Isolation", "default");
        var resources = json.putObject("Resources");
        resources.putObject("Limits");
        resources.putObject("Reservations");
        json.putObject("RestartPolicy")
                .put("Condition", spec.job() ? "on-failure" : "any")
                .put("Delay", container.restartDelay().toNanos())
                .put("MaxAttempts", 0);
        var placement = json.putObject("Placement");
        if (container.constraint() != null) {
            placement.putArray("Constraints").add(container.constraint());
        }
        if (!spec.networks().isEmpty()) {
            var networks = json.putArray("Networks");
            model.networksOf(spec).stream()
                    .filter(network -> !network.ingress)
                    .forEach(network -> networks.addObject().put("Target", network.id));
        }
        return json.put("ForceUpdate", container.runs());
    }

    private static ObjectNode taskStatus(DemoTask task) {
        var json = JSON.createObjectNode()
                .put("Timestamp", task.since.toString())
                .put("State", word(task.state))
                .put("Message", task.message);
        if (task.error != null) {
            json.put("Err", task.error);
        }
        if (task.containerId != null) {
            json.putObject("ContainerStatus")
                    .put("ContainerID", task.containerId)
                    .put("PID", task.pid)
                    .put("ExitCode", task.exitCode);
        }
        var portStatus = json.putObject("PortStatus");
        if (!task.openPorts.isEmpty()) {
            // Once for 0.0.0.0 and once for ::, which the engine does not tell apart here.
            var ports = portStatus.putArray("Ports");
            task.openPorts.forEach(port -> ports.addAll(ports(List.of(port))).addAll(ports(List.of(port))));
        }
        return json;
    }

    private static ObjectNode attachment(Lease lease) {
        var json = JSON.createObjectNode();
        json.set("Network", swarmNetwork(lease.network()));
        json.set("Addresses", strings(lease.addresses()));
        return json;
    }

    /** A network as a task shows it, which is not as {@code /networks} does. */
    private static ObjectNode swarmNetwork(DemoNetwork network) {
        var json = object(network.id, network.version, network.createdAt, network.createdAt);
        var spec = json.putObject("Spec").put("Name", network.name);
        spec.putObject("Labels");
        var configuration = spec.putObject("DriverConfiguration");
        if (!network.ingress) {
            configuration.put("Name", network.driver);
        }
        if (network.ipv6()) {
            spec.put("IPv6Enabled", true);
        }
        if (network.ingress) {
            spec.put("Ingress", true);
        }
        var wanted = spec.putObject("IPAMOptions").putObject("Driver");
        if (!network.ingress) {
            wanted.put("Name", "default");
        }
        spec.put("Scope", "swarm");
        json.putObject("DriverState")
                .put("Name", network.driver)
                .putObject("Options")
                .put("com.docker.network.driver.overlay.vxlanid_list", network.vxlanIds);
        var ipam = json.putObject("IPAMOptions");
        ipam.putObject("Driver").put("Name", "default");
        ipam.set("Configs", subnets(network));
        return json;
    }

    private static String word(TaskState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
