package dev.wagl.swarm;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what Prometheus' {@code dockerswarm_sd} (its package {@code discovery/moby}) reads, and makes of it the same targets with
 * the same labels; of tasks, with its filter desired-state=running. Services, nodes and networks are read first; tasks, of which there
 * may be many, are told while they are read.
 */
final class ScrapeTargets {

    private static final String TASKS =
            "/tasks?filters=" + URLEncoder.encode("{\"desired-state\":[\"running\"]}", StandardCharsets.UTF_8);

    /** A task has ten times as much in it as is kept of one. */
    private static final int TASKS_SHARE = 10;

    private final Engine engine;
    private final String usualPort;
    private final ScrapeTarget.Sink found;
    private final Map<String, Map<String, String>> networkLabels = new HashMap<>();
    private final Map<String, Map<String, String>> nodeLabels = new HashMap<>();
    private final Map<String, Map<String, String>> serviceLabels = new HashMap<>();
    private final Map<String, List<RawPort>> tcpPorts = new HashMap<>();

    ScrapeTargets(Engine engine, int port, ScrapeTarget.Sink found) {
        this.engine = engine;
        this.usualPort = Integer.toString(port);
        this.found = found;
    }

    void read(ScrapeRole role) throws IOException {
        switch (role) {
            case NODES -> list("/nodes", node -> new ScrapedNode(node).tellTarget(this));
            case SERVICES -> {
                readNetworks();
                list("/services", service -> new ScrapedService(service).tellTargets(this));
            }
            case TASKS -> {
                readNetworks();
                list("/nodes", json -> {
                    ScrapedNode node = new ScrapedNode(json);
                    nodeLabels.put(node.id(), node.labels());
                });
                list("/services", json -> {
                    ScrapedService service = new ScrapedService(json);
                    serviceLabels.put(service.id(), service.labels());
                    tcpPorts.put(service.id(), service.tcpPorts());
                });
                // They are told one by one, and not kept.
                engine.allow(new Allowance(TASKS_SHARE * Allowance.ofHeap()));
                list(TASKS, task -> new ScrapedTask(task).tellTargets(this));
            }
        }
    }

    private void readNetworks() throws IOException {
        list("/networks", json -> {
            ScrapedNetwork network = new ScrapedNetwork(json);
            networkLabels.put(network.id(), network.labels());
        });
    }

    private void list(String path, Json.Item element) throws IOException {
        engine.get(path, root -> {
            root.list(element);
            return null;
        });
    }

    /** The port of what publishes none. */
    String usualPort() {
        return usualPort;
    }

    /** Labels of a network; none where it is not known, as of the others. */
    Map<String, String> network(String id) {
        return networkLabels.getOrDefault(id, Map.of());
    }

    Map<String, String> node(String id) {
        return nodeLabels.getOrDefault(id, Map.of());
    }

    Map<String, String> service(String id) {
        return serviceLabels.getOrDefault(id, Map.of());
    }

    List<RawPort> tcpPorts(String serviceId) {
        return tcpPorts.getOrDefault(serviceId, List.of());
    }

    void tell(String host, String port, Map<String, String> labels) throws IOException {
        found.accept(new ScrapeTarget((host.contains(":") ? "[" + host + "]" : host) + ":" + port, labels));
    }
}
