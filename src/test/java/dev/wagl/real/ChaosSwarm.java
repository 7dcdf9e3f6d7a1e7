package dev.wagl.real;

import static org.awaitility.Awaitility.await;

import dev.wagl.real.History.Life;
import dev.wagl.real.History.Phase;
import dev.wagl.real.History.Span;
import dev.wagl.real.History.View;
import dev.wagl.real.Witnesses.Report;
import dev.wagl.real.Witnesses.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A Swarm of managers with a wagl on each, run from the jar beside the engine so that it outlives it, and services of
 * witnesses. From {@link #record} on all replicas are asked for all names, all managers for their lists, and all of it is noted.
 */
final class ChaosSwarm implements AutoCloseable {

    static final String NETWORK = "net";

    private static final int ENGINE_PORT = 2375;
    private static final Duration UP = Duration.ofMinutes(2);
    private static final Duration READ = Duration.ofMillis(200);

    /** From one question of a replica to the next. */
    private static final Duration QUESTION = Duration.ofMillis(25);

    private final History history = new History();
    private final List<Manager> managers = new ArrayList<>();
    private final Map<String, Program> replicas = new ConcurrentHashMap<>();

    /** By machine, those that were there before the one that is: the first one first. */
    private final Map<String, List<Program>> before = new ConcurrentHashMap<>();

    private final Map<String, Long> upSince = new ConcurrentHashMap<>();
    private final Map<String, Long> cutSince = new ConcurrentHashMap<>();
    private final Witnesses witnesses = Witnesses.in("witnesses");
    private final ScheduledExecutorService recorders = Executors.newScheduledThreadPool(8);
    private final List<Questions> questions = new ArrayList<>();
    private final Map<String, Long> lastSeen = new HashMap<>();
    private final String[] settings;
    private volatile Throwable broken;
    private int starts;

    /** @param settings of each wagl, beyond where its managers are */
    ChaosSwarm(int count, String... settings) {
        this.settings = settings;
        try {
            for (int number = 1; number <= count; number++) {
                Machine machine = Machines.machine(number, "node" + number);
                String[] options = {"--host=tcp://" + machine.address() + ":" + ENGINE_PORT, "--tls=false"};
                managers.add(
                        managers.isEmpty()
                                ? Manager.init(machine, options)
                                : managers.get(0).join(machine, options));
                Images.web(managers.get(number - 1).dockerd());
            }
            managers.get(0).docker("swarm", "update", "--task-history-limit", "1");
            managers.get(0).network(NETWORK);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Those that a run by hand gives to each wagl. */
    static String[] settings() {
        String settings = System.getProperty("wagl.chaos.settings", "");
        return settings.isEmpty() ? new String[0] : settings.split(" ");
    }

    History history() {
        return history;
    }

    Witnesses witnesses() {
        return witnesses;
    }

    List<Manager> managers() {
        return managers;
    }

    /** Of a machine that is called so. */
    static String address(String machine) {
        return Machines.SUBNET + machine.substring("node".length());
    }

    /** A service and a name for it. */
    void service(String name, String... options) {
        List<String> all = new ArrayList<>(List.of("-l", "dns.service=" + name, "--restart-delay", "500ms"));
        all.addAll(Arrays.asList(options));
        order(manager -> witnesses.service(manager, name, all.toArray(String[]::new)));
    }

    /** Has a manager do something. Where it cannot just now, for want of a leader, it is asked again, as an operator would. */
    void order(Consumer<Manager> order) {
        await().alias("a manager does as it is told")
                .pollInterval(Duration.ofMillis(500))
                .atMost(UP)
                .until(() -> {
                    try {
                        order.accept(any());
                        return true;
                    } catch (AssertionError refused) {
                        // What has failed may have been done.
                        return refused.getMessage().contains("name conflicts")
                                || refused.getMessage().contains("not found");
                    }
                });
    }

    /** A manager that has answered just now. */
    Manager any() {
        return await().alias("a manager answers")
                .pollInterval(Duration.ofMillis(200))
                .atMost(UP)
                .until(
                        () -> managers.stream()
                                .filter(manager -> new ManagerWatch(manager, new History())
                                        .read()
                                        .answered())
                                .findFirst()
                                .orElse(null),
                        manager -> manager != null);
    }

    /** The managers, the one that leads first. */
    List<Manager> leaderFirst() {
        String leader =
                any()
                        .dockerd()
                        .command("node", "ls", "--format", "{{.Hostname}} {{.ManagerStatus}}")
                        .run()
                        .lines()
                        .stream()
                        .filter(line -> line.endsWith(" Leader"))
                        .map(line -> line.split(" ")[0])
                        .findFirst()
                        .orElse("");
        List<Manager> sorted = new ArrayList<>(managers);
        sorted.sort((one, other) -> Boolean.compare(
                !one.machine().name().equals(leader), !other.machine().name().equals(leader)));
        return sorted;
    }

    // ------------------------------------------------------------------------------------------------ wagl

    /** Starts wagl beside an engine. It asks that one and, when that fails, the others. */
    void startWagl(Manager manager) {
        Machine machine = manager.machine();
        List<String> endpoints = new ArrayList<>(List.of(manager.dockerd().host()));
        for (Manager other : managers) {
            if (other != manager) {
                endpoints.add("tcp://" + other.machine().address() + ":" + ENGINE_PORT);
            }
        }
        List<String> arguments = new ArrayList<>(List.of("--swarm=" + String.join(",", endpoints)));
        arguments.addAll(List.of("--bind=:53", "--external=false"));
        arguments.addAll(Arrays.asList(settings));
        history.endpoints(
                machine.name(),
                managers.stream().map(one -> one.machine().name()).collect(Collectors.toSet()));
        upSince.put(machine.name(), System.nanoTime());
        Program replica = Program.start(machine, "wagl" + ++starts, arguments.toArray(String[]::new));
        Program was = replicas.put(machine.name(), replica);
        if (was != null) {
            before.computeIfAbsent(machine.name(), any -> new CopyOnWriteArrayList<>())
                    .add(was);
        }
    }

    /** Its wagl is about to end. */
    private void down(String machine) {
        Long since = upSince.remove(machine);
        if (since != null) {
            history.up(new Span(machine, since, System.nanoTime()));
        }
    }

    // ------------------------------------------------------------------------------------------------ faults

    /** Ends everything on a machine as a power cut does. */
    void powerOff(Manager manager) {
        down(manager.machine().name());
        manager.dockerd().kill();
    }

    /** After {@link #powerOff}: the engine and wagl are started at the same time. */
    void powerOn(Manager manager) {
        manager.dockerd().launch();
        startWagl(manager);
    }

    /** Lets no packet pass between a machine and the others; this process, which asks, still reaches it. */
    void cutOff(Manager manager) {
        cutSince.put(manager.machine().name(), System.nanoTime());
        filter(manager, "-I");
    }

    void heal(Manager manager) {
        filter(manager, "-D");
        String machine = manager.machine().name();
        history.cut(new Span(machine, cutSince.remove(machine), System.nanoTime()));
    }

    private void filter(Manager manager, String action) {
        for (Manager other : managers) {
            if (other != manager) {
                drop(manager.machine(), action, other.machine());
                drop(other.machine(), action, manager.machine());
            }
        }
    }

    private static void drop(Machine at, String action, Machine from) {
        at.command("iptables", "-w", action, "INPUT", "-s", from.address(), "-j", "DROP")
                .output();
    }

    // ------------------------------------------------------------------------------------------------ records

    /** Waits until each replica answers for a name. */
    void answering(String name) {
        replicas.values().forEach(replica -> replica.answering(53, name + ".swarm", "A"));
    }

    /** Begins. */
    void record(List<String> names) {
        for (Manager manager : managers) {
            ManagerWatch watch = new ManagerWatch(manager, history);
            every(READ, watch::read);
            Questions asked = new Questions(manager.machine(), names, history);
            questions.add(asked);
            every(QUESTION, asked::step);
        }
        every(READ, this::look);
    }

    private void every(Duration period, Runnable step) {
        recorders.scheduleWithFixedDelay(
                () -> {
                    try {
                        step.run();
                    } catch (RuntimeException | Error e) {
                        broken = e;
                        throw e;
                    }
                },
                0,
                period.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        long now = System.nanoTime();
        Witnesses.living().forEach(task -> lastSeen.put(task, now));
    }

    /** Ends it; everything is in the history then. */
    History recorded() {
        recorders.shutdown();
        try {
            if (!recorders.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the recorders do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (broken != null) {
            throw new AssertionError("a recorder broke", broken);
        }
        managers.forEach(manager -> down(manager.machine().name()));
        noteLives();
        return history;
    }

    private synchronized void noteLives() {
        Set<String> living = Witnesses.living();
        for (Report report : witnesses.reports()) {
            if (report.word() == Word.START) {
                long end = living.contains(report.task())
                        ? Long.MAX_VALUE
                        : Math.max(report.time(), lastSeen.getOrDefault(report.task(), report.time()));
                history.put(new Life(report.task(), report.service(), report.time(), end));
            }
        }
        Map<String, Life> lives = history.lives().stream().collect(Collectors.toMap(Life::task, life -> life));
        for (Report report : witnesses.reports()) {
            Life life = lives.get(report.task());
            if (report.word() != Word.START && life != null && report.time() < life.end()) {
                life = new Life(life.task(), life.name(), life.start(), report.time());
                lives.put(life.task(), life);
                history.put(life);
            }
        }
    }

    /** Whether all managers answer, list the same, and that each task that is to run does, on a container that lives. */
    boolean settled() {
        Set<String> living = Witnesses.living();
        Set<Map<String, Set<String>>> listed = managers.stream()
                .map(manager -> settled(new ManagerWatch(manager, new History()).read(), living))
                .collect(Collectors.toSet());
        return listed.size() == 1 && !listed.contains(Map.<String, Set<String>>of());
    }

    private static Map<String, Set<String>> settled(View view, Set<String> living) {
        Map<String, Set<String>> addresses = new HashMap<>();
        if (view.answered()) {
            for (Map.Entry<String, List<History.Listed>> name : view.tasks().entrySet()) {
                Set<String> its = new TreeSet<>();
                for (History.Listed task : name.getValue()) {
                    if (task.phase() == Phase.COMING
                            || task.phase() == Phase.DRAINING
                            || task.phase() == Phase.READY && !living.contains(task.task())) {
                        return Map.of();
                    }
                    if (task.phase() == Phase.READY) {
                        its.add(task.address());
                    }
                }
                addresses.put(name.getKey(), its);
            }
        }
        return addresses;
    }

    /** Waits until it is so; whether it came to it. */
    boolean settle(Duration within) {
        return waitFor(this::settled, within);
    }

    static boolean waitFor(BooleanSupplier condition, Duration within) {
        try {
            await().pollInterval(Duration.ofMillis(300)).atMost(within).until(condition::getAsBoolean);
            return true;
        } catch (ConditionTimeoutException notYet) {
            return false;
        }
    }

    /** What a machine's replica has printed, each time that it was started. */
    String log(Manager manager) {
        String machine = manager.machine().name();
        StringBuilder log = new StringBuilder();
        for (Program was : before.getOrDefault(machine, List.of())) {
            log.append(was.log()).append("\n======== it is started again\n");
        }
        return log.append(replicas.get(machine).log()).toString();
    }

    @Override
    public void close() {
        recorders.shutdownNow();
        questions.forEach(Questions::close);
        replicas.values().forEach(Program::close);
        managers.forEach(manager -> manager.dockerd().close());
    }
}
