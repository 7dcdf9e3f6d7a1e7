package dev.wagl.demo;

import static dev.wagl.demo.Shapes.map;
import static dev.wagl.demo.Shapes.object;
import static dev.wagl.demo.Shapes.subnets;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The objects of the demo cluster in Docker's JSON, as engine 20.10 writes them: what is empty there is absent here. */
final class EngineJson {

    private static final int MANAGER_PORT = 2377;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TaskJson tasks;
    private final ServiceJson services;

    EngineJson(ClusterModel model) {
        tasks = new TaskJson(model);
        services = new ServiceJson(tasks);
    }

    ObjectNode service(DemoService service, boolean withStatus) {
        return services.service(service, withStatus);
    }

    ObjectNode task(DemoTask task) {
        return tasks.task(task);
    }

    ObjectNode node(DemoNode node) {
        var json = object(node.id, node.version, node.createdAt, node.updatedAt);
        var spec = json.putObject("Spec");
        spec.set("Labels", map(node.labels));
        spec.put("Role", node.role()).put("Availability", node.drained ? "drain" : "active");
        var description = json.putObject("Description").put("Hostname", node.hostName);
        description.putObject("Platform").put("Architecture", "x86_64").put("OS", "linux");
        description.putObject("Resources").put("NanoCPUs", 4_000_000_000L).put("MemoryBytes", 8L << 30);
        description.putObject("Engine").put("EngineVersion", EngineInfo.ENGINE_VERSION);
        description.putObject("TLSInfo");
        var status = json.putObject("Status").put("State", node.down ? "down" : "ready");
        if (node.down) {
            status.put("Message", "heartbeat failure for node in \"ready\" state");
        }
        // A leader often does not know how the others see it.
        status.put("Addr", node.manager ? "0.0.0.0" : node.address);
        if (node.manager) {
            json.putObject("ManagerStatus")
                    .put("Leader", true)
                    .put("Reachability", "reachable")
                    .put("Addr", managerAddress(node));
        }
        return json;
    }

    static String managerAddress(DemoNode node) {
        return node.address + ":" + MANAGER_PORT;
    }

    ObjectNode network(DemoNetwork network) {
        var json = JSON.createObjectNode()
                .put("Name", network.name)
                .put("Id", network.id)
                .put("Created", network.createdAt.toString())
                .put("Scope", network.swarmScope ? "swarm" : "local")
                .put("Driver", network.driver)
                .put("EnableIPv6", network.ipv6());
        var ipam = json.putObject("IPAM").put("Driver", "default");
        ipam.putNull("Options");
        ipam.set("Config", subnets(network));
        json.put("Internal", false).put("Attachable", false).put("Ingress", network.ingress);
        json.putObject("ConfigFrom").put("Network", "");
        json.put("ConfigOnly", false);
        var options = JSON.createObjectNode();
        if (network.swarmScope) {
            json.putNull("Containers");
            options.put("com.docker.network.driver.overlay.vxlanid_list", network.vxlanIds);
            json.set("Options", options);
            return json.putNull("Labels");
        }
        json.putObject("Containers");
        if (network.driver.equals("bridge")) {
            options.put("com.docker.network.bridge.name", network.name.equals("bridge") ? "docker0" : network.name);
        }
        json.set("Options", options);
        json.putObject("Labels");
        return json;
    }

    ObjectNode event(Event event) {
        var json = JSON.createObjectNode();
        if (event.ofContainer()) {
            json.put("status", event.action())
                    .put("id", event.actorId())
                    .put("from", event.attributes().get("image"));
        }
        json.put("Type", event.type()).put("Action", event.action());
        var actor = json.putObject("Actor").put("ID", event.actorId());
        actor.set("Attributes", map(event.attributes()));
        return json.put("scope", event.ofContainer() ? "local" : "swarm")
                .put("time", event.time().getEpochSecond())
                .put(
                        "timeNano",
                        event.time().getEpochSecond() * 1_000_000_000L
                                + event.time().getNano());
    }
}
