package dev.wagl.swarm;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One refresh of a Swarm from one manager: four lists, whatever the size.
 *
 * <p>A fifth is asked for only if a labelled service has nothing ready and still runs something: what is to be stopped does
 * not stand in the list of tasks desired to run, and of such a service the last one stays in the answers until it has
 * stopped. Nor does the task of a job stand there: it is desired to complete from its first moment on. What is desired to be ready
 * is to run once the restart delay is over: that it is there tells what became of the one before it.
 */
final class SwarmReader {

    /** Keeps the URL of the fifth list, with its quotes and commas escaped, well below the 8 kB that proxies accept. */
    private static final int SERVICES_PER_CALL = 100;

    private final Engine engine;
    private final KnownNetworks known;
    private final Recurring recurring;
    private final List<Malformed> malformed = new ArrayList<>();
    private long index;
    private KnownNetworks.Listed listed;

    /** @param before the snapshot before; null if there was none */
    SwarmReader(Engine engine, KnownNetworks known, Snapshot before) {
        this.engine = engine;
        this.known = known;
        this.recurring = new Recurring(before);
    }

    Snapshot read(Info info) throws IOException {
        // Services first: a task that is younger than the list of services is of a service nobody asks for yet.
        List<Service> services = services();
        Map<String, Network> seen = new LinkedHashMap<>();
        List<Task> tasks = list(
                "task",
                "/tasks?filters=" + escape("{\"desired-state\":[\"running\",\"ready\"]}"),
                (task, listing) -> TaskReader.read(task, listing, network -> seen.put(network.id(), network)));
        List<Node> nodes = nodes();
        List<Network> networks = list("network", "/networks", NetworkReader::read);
        listed = known.believe(info.clusterId(), engine.endpoint(), networks, malformed, services, tasks);
        // The list may lack some the first time as well, when there is nothing to hold against it; tasks name theirs.
        networks.forEach(network -> seen.put(network.id(), network));
        Map<String, Task> all = new LinkedHashMap<>();
        tasks.forEach(task -> all.put(task.id(), task));
        // The fifth list is the younger one: it wins over what the second said of the same task.
        stillRunning(withoutReadyTask(services, tasks, nodes)).forEach(task -> all.put(task.id(), task));
        return new Snapshot(
                Source.SWARM,
                engine.endpoint(),
                info.clusterId(),
                index,
                services,
                List.copyOf(all.values()),
                nodes,
                List.copyOf(seen.values()),
                malformed);
    }

    /** The networks that were listed, to be remembered if nothing else goes wrong. */
    KnownNetworks.Listed listed() {
        return listed;
    }

    /** Two of the lists, to tell whether the four are worth reading. */
    Fingerprint fingerprint() throws IOException {
        return Fingerprint.of(services(), nodes());
    }

    private List<Service> services() throws IOException {
        return list("service", "/services?status=true", ServiceReader::read);
    }

    private List<Node> nodes() throws IOException {
        List<Node> nodes = list("node", "/nodes", NodeReader::read);
        if (nodes.isEmpty()) {
            throw new BodyException(
                    "its answer to /nodes names no node, and a Swarm always has one: it is not believed");
        }
        return nodes;
    }

    private <T> List<T> list(String kind, String path, Listing.Element<T> element) throws IOException {
        return noted(engine.get(path, root -> new Listing<T>(kind, recurring).read(root, element)));
    }

    private <T> List<T> noted(Listing<T> listing) {
        malformed.addAll(listing.malformed());
        index = Math.max(index, listing.index());
        return listing.elements();
    }

    private static Set<String> withoutReadyTask(List<Service> services, List<Task> tasks, List<Node> nodes) {
        Set<String> down = new HashSet<>();
        for (Node node : nodes) {
            if (node.state() == Node.State.DOWN) {
                down.add(node.id());
            }
        }
        Set<String> ready = new HashSet<>();
        for (Task task : tasks) {
            // What a node that is down last said of its tasks is no longer true, and nobody is sent there.
            if (task.ready() && !down.contains(task.nodeId())) {
                ready.add(task.serviceId());
            }
        }
        Set<String> without = new LinkedHashSet<>();
        for (Service service : services) {
            if (service.labels().containsKey(Service.LABEL)
                    && service.running() != 0
                    && !ready.contains(service.id())) {
                without.add(service.id());
            }
        }
        return without;
    }

    /** Tasks of these services that run and are to be stopped, or are a job's. */
    private List<Task> stillRunning(Set<String> serviceIds) throws IOException {
        List<Task> running = new ArrayList<>();
        List<String> ids = new ArrayList<>(serviceIds);
        while (!ids.isEmpty()) {
            List<String> some = ids.subList(0, Math.min(SERVICES_PER_CALL, ids.size()));
            try {
                String filters = "{\"desired-state\":[\"shutdown\",\"remove\",\"complete\"],\"service\":[\""
                        + String.join("\",\"", some) + "\"]}";
                String path = "/tasks?filters=" + escape(filters);
                for (Task task : noted(engine.get(
                        path, root -> new Listing<Task>("task", recurring).readPart(root, TaskReader::read)))) {
                    if (task.draining()) {
                        running.add(task);
                    }
                }
                some.clear();
            } catch (StatusException e) {
                // The engine looks every service of the filter up, and one that is removed by now spoils the call.
                String message = e.getMessage();
                if (e.status() != 404 || !some.removeIf(message::contains)) {
                    throw e;
                }
            }
        }
        return running;
    }

    private static String escape(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
}
