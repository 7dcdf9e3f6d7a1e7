package dev.wagl.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is done to a Swarm: everyday changes of its services and faults of its engines. Each is over when it returns. */
final class Faults {

    static final String ROLLING = "rolling";
    static final String SINGLE = "single";
    static final String SCALED = "scaled";
    static final String CHECKED = "checked";
    static final String CRASHING = "crashing";
    static final String PASSING = "passing";
    static final String FIXED = "fixed";
    static final String EVERYWHERE = "everywhere";
    static final String MESH = "mesh";

    static final String MEANWHILE = "meanwhile";

    /** All of them, and one that never is. */
    static final List<String> NAMES =
            List.of(ROLLING, SINGLE, SCALED, CHECKED, CRASHING, PASSING, FIXED, EVERYWHERE, MESH, MEANWHILE, "nobody");

    /** Within which an engine sees that a node is gone. */
    private static final Duration MISSED = Duration.ofSeconds(25);

    private static final Duration SEEN = Duration.ofSeconds(6);

    /**
     * One of them.
     *
     * @param lengthy left out where time matters: another one is much like it
     */
    record Fault(String name, boolean lengthy, Runnable act) {

        Fault(String name, Runnable act) {
            this(name, false, act);
        }
    }

    private final ChaosSwarm swarm;
    private final Random random;

    Faults(ChaosSwarm swarm, Random random) {
        this.swarm = swarm;
        this.random = random;
    }

    /** Services of every kind, as they are before the first. */
    void prepare() {
        String network = "--network=" + ChaosSwarm.NETWORK;
        swarm.service(FIXED, network, "--replicas=3");
        swarm.service(ROLLING, network, "--replicas=3", "--update-order=start-first", "--update-monitor=200ms");
        swarm.service(SINGLE, network, "--update-order=stop-first", "--update-monitor=200ms");
        // Its tasks take longer to end than they may be answered once they are to.
        swarm.service(SCALED, network, "--replicas=2", "--env=LINGER=4");
        List<String> checked = new ArrayList<>(List.of(network, "--replicas=2"));
        checked.addAll(Witnesses.healthCheck(CHECKED));
        swarm.service(CHECKED, checked.toArray(String[]::new));
        swarm.service(CRASHING, network, "--replicas=2");
        swarm.service(PASSING, network);
        swarm.service(EVERYWHERE, "--mode=global", "--publish=mode=host,published=25080,target=80");
        swarm.service(MESH, "--replicas=2", "--publish=published=25081,target=80");
    }

    /** In an order in which each finds what it needs. */
    List<Fault> all() {
        return List.of(
                new Fault("rolling update, start-first", this::update),
                new Fault("update of a single task, stop-first", this::updateSingle),
                new Fault("scaled up, down, to nothing and up", this::scale),
                new Fault("a container is killed", this::killContainer),
                new Fault("tasks crash one after the other", this::crash),
                new Fault("tasks become unhealthy", this::sicken),
                new Fault("removed and made again", this::remake),
                new Fault("a node is drained and activated", this::drain),
                new Fault("an engine is stopped with SIGTERM", this::stopEngine),
                new Fault("an engine is killed with SIGKILL", true, this::killEngine),
                new Fault("an engine is frozen", this::freezeEngine),
                new Fault("the leader is killed", this::killLeader),
                new Fault("a node is cut off", this::cutOff),
                new Fault("quorum is lost", this::loseQuorum),
                new Fault("a machine loses its power", this::losePower),
                new Fault("all engines are killed", true, this::killAll),
                new Fault("all machines lose their power", true, this::loseAllPower));
    }

    /** Nothing can be waited for: it is the time that does it. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        ChaosSwarm.waitFor(() -> System.nanoTime() - end >= 0, time.plusSeconds(1));
    }

    // ------------------------------------------------------------------------------------------------ services

    private void update() {
        swarm.order(manager -> manager.update(ROLLING, "--force"));
        pass(Duration.ofSeconds(2));
        swarm.settle(Duration.ofSeconds(40));
    }

    private void updateSingle() {
        swarm.order(manager -> manager.update(SINGLE, "--force"));
        pass(Duration.ofSeconds(1));
        swarm.settle(Duration.ofSeconds(20));
    }

    private void scale() {
        for (int replicas : List.of(4, 1, 0, 2)) {
            swarm.order(manager -> manager.scale(SCALED, replicas));
            pass(Duration.ofMillis(500 + random.nextInt(1000)));
            swarm.settle(Duration.ofSeconds(15));
        }
    }

    private void killContainer() {
        Manager manager = swarm.managers().get(random.nextInt(swarm.managers().size()));
        List<String> containers = manager.dockerd()
                .command("ps", "-q", "--no-trunc", "--filter", "label=com.docker.swarm.service.name=" + FIXED)
                .run()
                .lines();
        if (!containers.isEmpty()) {
            manager.dockerd().command("kill", containers.get(0)).run();
        }
        pass(Duration.ofSeconds(1));
    }

    private void crash() {
        swarm.witnesses().crash(CRASHING, true);
        swarm.order(manager -> manager.update(CRASHING, "--force"));
        pass(SEEN);
        swarm.witnesses().crash(CRASHING, false);
        swarm.order(manager -> manager.update(CRASHING, "--force"));
    }

    private void sicken() {
        swarm.witnesses().sicken(CHECKED, true);
        pass(SEEN);
        swarm.witnesses().sicken(CHECKED, false);
    }

    private void remake() {
        swarm.order(manager -> manager.remove(PASSING));
        pass(SEEN);
        swarm.service(PASSING, "--network=" + ChaosSwarm.NETWORK);
    }

    // ------------------------------------------------------------------------------------------------ nodes

    private void drain() {
        String node = other().machine().name();
        swarm.order(manager -> manager.docker("node", "update", "--availability", "drain", node));
        pass(SEEN);
        swarm.settle(Duration.ofSeconds(15));
        swarm.order(manager -> manager.docker("node", "update", "--availability", "active", node));
        pass(Duration.ofSeconds(2));
    }

    private Manager leader() {
        return swarm.leaderFirst().get(0);
    }

    /** One that does not lead. */
    private Manager other() {
        List<Manager> sorted = swarm.leaderFirst();
        return sorted.get(1 + random.nextInt(sorted.size() - 1));
    }

    private void stopEngine() {
        Dockerd engine = other().dockerd();
        engine.signal("TERM");
        engine.ended();
        pass(Duration.ofSeconds(2));
        engine.start();
    }

    private void killEngine() {
        kill(other().dockerd(), SEEN);
    }

    private void killLeader() {
        kill(leader().dockerd(), SEEN);
    }

    private static void kill(Dockerd engine, Duration down) {
        engine.signal("KILL");
        engine.ended();
        pass(down);
        engine.start();
    }

    private void freezeEngine() {
        Manager frozen = other();
        frozen.dockerd().signal("STOP");
        swarm.service(MEANWHILE, "--network=" + ChaosSwarm.NETWORK);
        swarm.order(manager -> manager.update(ROLLING, "--force"));
        swarm.order(manager -> manager.scale(SCALED, 1));
        pass(Duration.ofSeconds(10));
        frozen.dockerd().signal("CONT");
        pass(Duration.ofSeconds(1));
        swarm.order(manager -> manager.remove(MEANWHILE));
        swarm.order(manager -> manager.scale(SCALED, 2));
    }

    private void cutOff() {
        Manager manager = other();
        swarm.cutOff(manager);
        Manager left = swarm.managers().stream()
                .filter(one -> one != manager)
                .findFirst()
                .orElseThrow();
        ChaosSwarm.waitFor(
                () -> left.dockerd()
                        .command("node", "ls", "--format", "{{.Hostname}} {{.Status}}")
                        .run()
                        .output()
                        .contains(manager.machine().name() + " Down"),
                MISSED);
        pass(SEEN);
        swarm.heal(manager);
    }

    private void loseQuorum() {
        List<Manager> two = swarm.leaderFirst().subList(0, 2);
        two.forEach(manager -> manager.dockerd().signal("STOP"));
        pass(Duration.ofSeconds(10));
        two.forEach(manager -> manager.dockerd().signal("CONT"));
    }

    private void losePower() {
        Manager manager = other();
        swarm.powerOff(manager);
        pass(Duration.ofSeconds(2));
        swarm.powerOn(manager);
    }

    private void killAll() {
        for (Manager manager : swarm.managers()) {
            manager.dockerd().signal("KILL");
        }
        swarm.managers().forEach(manager -> manager.dockerd().ended());
        // An engine that finds the old containerd still there waits for it in vain.
        pass(Duration.ofSeconds(3));
        swarm.managers().forEach(manager -> manager.dockerd().launch());
        pass(Duration.ofSeconds(2));
    }

    /** Each wagl starts with its engine and knows nothing of before. */
    private void loseAllPower() {
        swarm.managers().forEach(swarm::powerOff);
        pass(Duration.ofSeconds(3));
        swarm.managers().forEach(swarm::powerOn);
        pass(Duration.ofSeconds(2));
    }
}
