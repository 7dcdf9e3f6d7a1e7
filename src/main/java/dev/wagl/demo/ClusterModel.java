package dev.wagl.demo;

import dev.wagl.demo.DemoNetwork.Lease;
import dev.wagl.demo.DemoNetwork.Subnet;
import dev.wagl.swarm.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The state of the demo cluster, as its managers hold it: what there is, at which version, at what time. It changes by
 * {@link #tick} and by what an operator can do ({@code docker service update}, {@code docker node update}); both, and
 * every look at it, happen under its monitor.
 */
final class ClusterModel {

    /** By how much simulated time advances per tick. */
    static final Duration STEP = Duration.ofMillis(100);

    /** {@code TaskHistoryRetentionLimit}: so many tasks of one slot are kept. */
    static final int TASK_HISTORY = 5;

    final String clusterId;
    final String engineId;
    final Instant createdAt;
    final EventLog events = new EventLog();

    private final Random random;
    private final Ids ids;
    // By id, as SwarmKit's store lists them.
    private final TreeMap<String, DemoNetwork> networks = new TreeMap<>();
    private final TreeMap<String, DemoNode> nodes = new TreeMap<>();
    private final List<DemoService> services = new ArrayList<>();
    private final TreeMap<String, DemoTask> tasks = new TreeMap<>();
    private final Orchestrator orchestrator = new Orchestrator(this);
    private final Scheduler scheduler = new Scheduler(this);
    private final Agent agent = new Agent(this);

    private Instant now;
    private Instant lastStamp;
    private long index = 10;

    ClusterModel(long seed, Instant start) {
        this.random = new Random(seed);
        this.ids = new Ids(random);
        this.now = start;
        this.lastStamp = start;
        this.createdAt = start;
        this.clusterId = ids.swarm();
        this.engineId = ids.engine();
    }

    /** Advances time by one {@link #STEP}, and with it whatever is due. */
    synchronized void tick() {
        now = now.plus(STEP);
        for (var service : services()) {
            orchestrator.reconcile(service);
            if (service.rollout != null) {
                service.rollout.advance();
            }
        }
        scheduler.place();
        for (var task : List.copyOf(tasks.values())) {
            agent.advance(task);
        }
    }

    /** Runs a look at several things at once. */
    synchronized <T> T read(Supplier<T> look) {
        return look.get();
    }

    synchronized Instant now() {
        return now;
    }

    // What an operator does

    synchronized DemoNode addNode(String hostName, String address, boolean manager, Map<String, String> labels) {
        var node = new DemoNode(ids.swarm(), hostName, address, manager, labels, stamp(), nextIndex());
        nodes.put(node.id, node);
        return node;
    }

    synchronized DemoNetwork addOverlay(String name, boolean ingress, List<Subnet> subnets) {
        long vxlanId = 4096
                + networks.values().stream().mapToInt(n -> n.subnets.size()).sum();
        var vxlanIds = new ArrayList<String>();
        for (int i = 0; i < subnets.size(); i++) {
            vxlanIds.add(Long.toString(vxlanId + i));
        }
        var network = new DemoNetwork(
                ids.swarm(), name, "overlay", true, ingress, subnets, stamp(), nextIndex(), String.join(",", vxlanIds));
        networks.put(network.id, network);
        return network;
    }

    /** A network of the manager's own engine, outside the Swarm's store. */
    synchronized void addLocalNetwork(String name, String driver, List<Subnet> subnets) {
        var network = new DemoNetwork(ids.engine(), name, driver, false, false, subnets, stamp(), 0, "");
        networks.put(network.id, network);
    }

    synchronized DemoService create(ServiceSpec spec) {
        var leases = new ArrayList<Lease>();
        if (spec.virtualIp()) {
            networksOf(spec).forEach(network -> leases.add(network.lease()));
        }
        var service = new DemoService(ids.swarm(), spec, leases, stamp(), nextIndex());
        services.add(service);
        events.service(service, "create", Map.of(), service.createdAt);
        return service;
    }

    /** {@code docker service update}; tasks are replaced if what they run has changed. */
    synchronized void update(String name, UnaryOperator<ServiceDraft> change) {
        var service = service(name);
        var old = service.spec;
        service.previousSpec = old;
        service.spec = change.apply(ServiceDraft.update(old)).spec();
        service.rollout = null;
        touch(service);
        events.service(
                service,
                "update",
                old.replicas() == service.spec.replicas()
                        ? Map.of()
                        : Map.of(
                                "replicas.new", Integer.toString(service.spec.replicas()),
                                "replicas.old", Integer.toString(old.replicas())),
                service.updatedAt);
        if (old.container().equals(service.spec.container())) {
            return;
        }
        if (service.spec.job()) {
            service.jobIteration++;
            service.lastExecution = service.updatedAt;
        } else {
            service.rollout = new Rollout(this, orchestrator, service);
        }
    }

    /** {@code docker node update --availability drain}. */
    synchronized void drain(String hostName) {
        available(node(hostName), false);
    }

    /** {@code docker node update --availability active}. */
    synchronized void activate(String hostName) {
        available(node(hostName), true);
    }

    private void available(DemoNode node, boolean available) {
        if (node.drained == available) {
            node.drained = !available;
            moved(node, "availability", available ? "active" : "drain", available ? "drain" : "active");
        }
    }

    /** The node's heartbeats stay away. */
    synchronized void lose(String hostName) {
        heardOf(node(hostName), false);
    }

    /** The node is heard of again. */
    synchronized void recover(String hostName) {
        heardOf(node(hostName), true);
    }

    private void heardOf(DemoNode node, boolean heardOf) {
        if (node.down == heardOf) {
            node.down = !heardOf;
            moved(node, "state", heardOf ? "ready" : "down", heardOf ? "down" : "ready");
        }
    }

    private void moved(DemoNode node, String what, String now, String before) {
        touch(node);
        events.node(node, Map.of(what + ".new", now, what + ".old", before), node.updatedAt);
    }

    /** The process of a ready task of the service ends with exit code 1; nothing happens if none is ready. */
    synchronized void crash(String serviceName) {
        var service = service(serviceName);
        service.tasks.stream()
                .filter(task -> task.ready() && !task.node.down)
                .findFirst()
                .ifPresent(task -> agent.exit(task, 1));
    }

    // What orchestrator, scheduler and agent work with

    DemoTask newTask(DemoService service, int slot, DemoNode node, TaskState desired) {
        var task = new DemoTask(ids.swarm(), service, slot, desired, stamp(), nextIndex());
        task.node = node;
        task.due = now.plus(STEP);
        tasks.put(task.id, task);
        service.tasks.add(task);
        return task;
    }

    /** Networks in the order in which leases are taken on them: ingress first, as Docker lists them. */
    List<DemoNetwork> networksOf(ServiceSpec spec) {
        var found = new ArrayList<DemoNetwork>();
        if (spec.publishesThroughIngress()) {
            networks.values().stream().filter(network -> network.ingress).forEach(found::add);
        }
        spec.networks().forEach(name -> found.add(network(name)));
        return found;
    }

    void remove(DemoTask task) {
        if (!task.ended()) {
            task.leases.forEach(Lease::release);
        }
        tasks.remove(task.id);
        task.service.tasks.remove(task);
    }

    /** Of the tasks of one place that have ended, the oldest are forgotten. */
    void forgetHistory(DemoService service, String place) {
        var ended = service.tasks.stream()
                .filter(task -> task.ended() && task.place().equals(place))
                .toList();
        for (int i = 0; i < ended.size() - TASK_HISTORY; i++) {
            remove(ended.get(i));
        }
    }

    void touch(DemoTask task) {
        task.updatedAt = stamp();
        task.version = nextIndex();
    }

    void touch(DemoService service) {
        service.updatedAt = stamp();
        service.version = nextIndex();
    }

    private void touch(DemoNode node) {
        node.updatedAt = stamp();
        node.version = nextIndex();
    }

    /** A time, never the same twice, that is now but for the fraction of a step that everything takes. */
    Instant stamp() {
        var earliest = lastStamp.isBefore(now) ? now : lastStamp;
        lastStamp = earliest.plusNanos(1_000 + random.nextInt(200_000));
        return lastStamp;
    }

    /** A duration between the two, in whole steps. */
    Duration between(int atLeastMillis, int atMostMillis) {
        return Duration.ofMillis(atLeastMillis + random.nextInt(atMostMillis - atLeastMillis + 1));
    }

    String newContainerId() {
        return ids.engine();
    }

    int newPid() {
        return 1_000 + random.nextInt(30_000);
    }

    private long nextIndex() {
        return ++index;
    }

    // What there is

    Collection<DemoNetwork> networks() {
        return networks.values();
    }

    Collection<DemoNode> nodes() {
        return nodes.values();
    }

    /** In the order in which they were created. */
    List<DemoService> services() {
        return services;
    }

    Collection<DemoTask> tasks() {
        return tasks.values();
    }

    DemoNode leader() {
        return nodes.values().stream().filter(node -> node.manager).findFirst().orElseThrow();
    }

    DemoService service(String name) {
        return services.stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + name));
    }

    private DemoNode node(String hostName) {
        return nodes.values().stream()
                .filter(node -> node.hostName.equals(hostName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no node " + hostName));
    }

    private DemoNetwork network(String name) {
        return networks.values().stream()
                .filter(network -> Objects.equals(network.name, name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no network " + name));
    }
}
