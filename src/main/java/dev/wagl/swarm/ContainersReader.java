package dev.wagl.swarm;

import dev.wagl.swarm.Container.ContainerNetwork;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One refresh of a plain engine, or of the classic Swarm manager of 2015: its containers, told in the words of a Swarm. */
final class ContainersReader {

    private final Engine engine;

    ContainersReader(Engine engine) {
        this.engine = engine;
    }

    Snapshot read(Info info) throws IOException {
        Listing<Container> listing = engine.get(
                "/containers/json?all=true",
                root -> new Listing<Container>("container", new Recurring(null)).read(root, ContainerReader::read));
        String engineId = info.engineId().isEmpty() ? info.name() : info.engineId();
        List<Service> services = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        Map<String, Node> nodes = new LinkedHashMap<>();
        Map<String, Network> networks = new LinkedHashMap<>();
        nodes.put(engineId, engineNode(engineId, info));
        for (Container container : listing.elements()) {
            services.add(container.service());
            tasks.add(container.task(engineId));
            if (container.nodeName() != null) {
                nodes.computeIfAbsent(container.nodeName(), ContainersReader::classicNode);
            }
            for (ContainerNetwork network : container.networks()) {
                networks.putIfAbsent(network.id(), new Network(network.id(), network.name(), false));
            }
        }
        return new Snapshot(
                Source.CONTAINERS,
                engine.endpoint(),
                engineId,
                0,
                services,
                tasks,
                List.copyOf(nodes.values()),
                List.copyOf(networks.values()),
                listing.malformed(),
                HostAddress.hint(info, engine.address()));
    }

    private static Node engineNode(String id, Info info) {
        return new Node(id, info.name(), Node.Role.ENGINE, false, Node.State.READY, null, info.nodeAddress(), null);
    }

    /** A node that the classic Swarm manager names; its address stands in the ports. */
    private static Node classicNode(String name) {
        return new Node(name, name, Node.Role.ENGINE, false, Node.State.READY, null, null, null);
    }
}
