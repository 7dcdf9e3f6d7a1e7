package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.real.Visitor.Visit;
import dev.wagl.real.Witnesses.Report;
import dev.wagl.real.Witnesses.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rolling updates of a service of 6 tasks on an overlay network, behind a client on the same network that resolves its name through
 * wagl and connects, 20 times a second ({@link Visitor}). The tasks tell themselves when they get SIGTERM ({@link Witnesses}), and
 * serve nobody from then on. Once for each order; {@code -Dwagl.test.updates=10} is the long run: so often. A wagl that
 * does nothing but poll every 15 s ({@code -Dwagl.test.jar}) fails it.
 */
@RealEngine
class RollingUpdateIT {

    private static final int UPDATES = Integer.getInteger("wagl.test.updates", 1);

    private static final int TASKS = 6;

    private static final Duration UPDATED = Duration.ofMinutes(2);

    private static Manager manager;
    private static Witnesses witnesses;
    private static Program wagl;
    private static Process visitor;
    private static Path visits;

    @BeforeAll
    static void start() throws IOException {
        manager = Manager.init(Machines.machine(17, "rolling"));
        Images.web(manager.dockerd());
        manager.network("net");
        wagl = Program.start(
                manager.machine(),
                "rolling",
                "--swarm=" + manager.dockerd().host(),
                "--external=false",
                "--bind=" + manager.machine().address() + ":53");
        witnesses = Witnesses.in("rolling-witnesses");
        witnesses.service(
                manager,
                "web",
                "-l",
                "dns.service=web",
                "-l",
                "dns.port=80",
                "--replicas",
                Integer.toString(TASKS),
                "--network",
                "net",
                "--health-cmd",
                "wget -q -O /dev/null http://127.0.0.1/",
                "--health-interval",
                "1s");
        manager.service("client", List.of("--network", "net"), List.of("/bin/sleep", "1000000"));
        manager.running("web", TASKS);
        wagl.answering(53, "web.swarm", "A");
        visit();
    }

    /** In the network of the client's container, which lends it only that. */
    private static void visit() throws IOException {
        String container = manager.container(manager.running("client", 1).get(0));
        List<String> line = new ArrayList<>(List.of(
                "nsenter", "--net=/proc/" + manager.inspect("container", container, "{{.State.Pid}}") + "/ns/net"));
        line.addAll(Visitor.line(manager.machine().address(), 53, "web.swarm", 80));
        visits = Machines.file("visits");
        visitor = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(visits.toFile())
                .start();
        await().alias("the client connects")
                .atMost(Duration.ofMinutes(1))
                .until(() -> visitsSince(Long.MIN_VALUE).stream().anyMatch(Visit::ok));
    }

    @AfterAll
    static void stop() {
        if (visitor != null) {
            visitor.destroyForcibly();
        }
        if (wagl != null) {
            wagl.close();
        }
        if (manager != null) {
            manager.dockerd().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"start-first", "stop-first"})
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void nobodyConnectsToATaskAfterItsSigterm(String order) {
        long begun = System.nanoTime();
        for (int i = 0; i < UPDATES; i++) {
            update(order, i % 2 + 1);
        }
        // Who keeps an address for too long is to be seen here, too.
        long ended = System.nanoTime();
        await().atMost(UPDATED)
                .until(() -> visitsSince(ended).stream()
                        .anyMatch(visit ->
                                visit.begun() - ended > Duration.ofSeconds(3).toNanos()));

        List<Visit> during = visitsSince(begun);
        List<Report> terms = terms(begun);
        List<Visit> failed = during.stream().filter(visit -> !visit.ok()).toList();
        List<Visit> tooLate = during.stream()
                .filter(visit -> terms.stream().anyMatch(term -> isAfter(visit, term)))
                .toList();
        System.out.printf(
                "Rolling updates, %s: %d updates, %d tasks stopped, %d connections, %d failed, %d to a task after its SIGTERM;"
                        + " from a task's last connection to its SIGTERM: %s%n",
                order, UPDATES, terms.size(), during.size(), failed.size(), tooLate.size(), quiet(terms, during));
        assertThat(terms).hasSize(UPDATES * TASKS);
        assertThat(during).hasSizeGreaterThan(100);
        assertThat(failed).isEmpty();
        assertThat(tooLate).isEmpty();
    }

    private static void update(String order, int parallelism) {
        Set<String> before = Set.copyOf(manager.running("web", TASKS));
        long begun = System.nanoTime();
        manager.update(
                "web",
                "--force",
                "--update-order",
                order,
                "--update-parallelism",
                Integer.toString(parallelism),
                "--update-delay",
                "0s",
                "--update-monitor",
                "1s");
        await().alias(order + " update")
                .atMost(UPDATED)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> terms(begun).size() == TASKS
                        && Collections.disjoint(before, manager.running("web", TASKS))
                        && manager.inspect("service", "web", "{{.UpdateStatus.State}}")
                                .equals("completed"));
    }

    private static List<Report> terms(long since) {
        return witnesses.reports().stream()
                .filter(report -> report.word() == Word.TERM && report.time() - since > 0)
                .toList();
    }

    private static List<Visit> visitsSince(long time) {
        try {
            String told = Files.readString(visits);
            return told.substring(0, told.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Visit::parse)
                    .filter(visit -> time == Long.MIN_VALUE || visit.begun() - time > 0)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it went to a task that had got SIGTERM, and to no one after it that has the address. */
    private static boolean isAfter(Visit visit, Report term) {
        return term.addresses().contains(visit.address())
                && visit.begun() - term.time() > 0
                && witnesses.reports().stream()
                        .noneMatch(report -> report.word() == Word.START
                                && report.addresses().contains(visit.address())
                                && report.time() - term.time() > 0
                                && visit.begun() - report.time() > 0);
    }

    /** The time that clients had let go of each task when it was stopped. */
    private static String quiet(List<Report> terms, List<Visit> visits) {
        List<Duration> quiet = terms.stream()
                .map(term -> visits.stream()
                        .filter(visit -> term.addresses().contains(visit.address()) && !isAfter(visit, term))
                        .mapToLong(visit -> term.time() - visit.begun())
                        .filter(nanos -> nanos >= 0)
                        .min())
                .filter(OptionalLong::isPresent)
                .map(nanos -> Duration.ofNanos(nanos.getAsLong()))
                .sorted()
                .toList();
        return quiet.isEmpty()
                ? "none"
                : String.format(
                        "least %d ms, median %d ms",
                        quiet.get(0).toMillis(), Lags.percentile(quiet, 50).toMillis());
    }
}
