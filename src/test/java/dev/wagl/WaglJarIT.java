package dev.wagl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.Name;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.Fault;
import dev.wagl.swarm.SwarmJson;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** The built program as a process of its own, from its first line to its exit code. */
class WaglJarIT {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern ANSWERING_AT = Pattern.compile("Answering at \\S*:(\\d+), UDP and TCP");

    private final List<Process> processes = new ArrayList<>();
    private final List<String> jvm = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String... args) throws IOException {
        return start(Redirect.to(file("out", processes.size()).toFile()), args);
    }

    private Process start(Redirect out, String... args) throws IOException {
        assertThat(JAR).as("built by the package phase").exists();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        command.addAll(
                List.of("-Dquarkus.http.port=0", "-jar", JAR.toAbsolutePath().toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out)
                .redirectError(file("err", processes.size()).toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(WAGL|DOCKER|QUARKUS|JAVA|JDK)_.*"));
        // What this machine has for upstreams is none of these tests'.
        builder.environment().put("WAGL_EXTERNAL", "false");
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ends")
                .isTrue();
        return process.exitValue();
    }

    /** What the last process that was started has printed so far. */
    private String out() throws IOException {
        return Files.readString(file("out", processes.size() - 1));
    }

    private String err() throws IOException {
        return Files.readString(file("err", processes.size() - 1));
    }

    private Path file(String stream, int process) {
        return directory.resolve(stream + process + ".txt");
    }

    /** What the health check of a container would find. */
    private Healthcheck.Result health() throws IOException {
        return new Healthcheck(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port()),
                        Name.parse("swarm."),
                        Duration.ofSeconds(1))
                .run();
    }

    /** The port that the process says it was given for 0. */
    private int port() throws IOException {
        await().atMost(PATIENCE).until(() -> ANSWERING_AT.matcher(out()).find());
        Matcher line = ANSWERING_AT.matcher(out());
        assertThat(line.find()).isTrue();
        return Integer.parseInt(line.group(1));
    }

    @Test
    void servesTheDemoClusterUntilItIsToldToStop() throws Exception {
        Process wagl = start("--swarm", "demo:", "--bind=127.0.0.1:0");
        await().atMost(PATIENCE).until(() -> health().healthy());

        wagl.destroy();

        assertThat(exitCode(wagl)).isZero();
        assertThat(out()).contains("wagl stopped in").doesNotContain("Exception");
        assertThat(err()).isEmpty();
    }

    /** It is served as the build wrote it: to make a model of it would be a tenth of the start. */
    @Test
    void noModelOfTheOpenApiDocumentIsMade() throws Exception {
        Path loaded = directory.resolve("loaded.txt");
        jvm.add("-Xlog:class+load:file=" + loaded);
        Process wagl = start("--swarm", "demo:", "--bind=127.0.0.1:0");
        await().atMost(PATIENCE).until(() -> health().healthy());
        wagl.destroy();
        assertThat(exitCode(wagl)).isZero();
        assertThat(Files.readString(loaded))
                .contains("dev.wagl.http.OpenApiDocument ")
                .doesNotContain("io.smallrye.openapi.api.SmallRyeOpenAPI ");
    }

    @Test
    void theOriginalsCommandLineStartsWithoutAnEngine() throws Exception {
        try (ClosedPort closed = ClosedPort.tcp()) {
            Process wagl =
                    start("wagl", "--swarm", "tcp://127.0.0.1:" + closed.number(), "--external=false", "--bind=:0");
            await().atMost(PATIENCE).until(() -> health().reason().contains("is not ready"));

            wagl.destroy();

            assertThat(exitCode(wagl)).isZero();
            assertThat(out()).doesNotContain("Exception in", "\tat ");
            assertThat(err()).isEmpty();
        }
    }

    @Test
    void endsWithAClearLineWhereAStaleZoneIsToEndIt() throws Exception {
        try (ClosedPort closed = ClosedPort.tcp()) {
            String engine = "tcp://127.0.0.1:" + closed.number();
            Process wagl = start(
                    "--swarm=" + engine,
                    "--bind=127.0.0.1:0",
                    "--refresh=300ms",
                    "--staleness=2s",
                    "-Dwagl.on-stale=exit");

            assertThat(exitCode(wagl)).isEqualTo(1);
            List<String> errors =
                    out().lines().filter(line -> line.contains(" ERROR ")).toList();
            assertThat(errors)
                    .singleElement()
                    .asString()
                    .containsPattern("no successful sync for \\d+ s: " + engine + ": ")
                    .endsWith("; exiting (wagl.on-stale=exit)");
            String behind =
                    out().substring(out().indexOf(errors.get(0)) + errors.get(0).length());
            assertThat(behind.strip().lines())
                    .as("but for Quarkus' own, it is the last line")
                    .allMatch(line -> line.isEmpty() || line.contains(" quarkus: "));
            assertThat(out()).doesNotContain("Exception in", "\tat ");
        }
    }

    @Test
    void aStaleZoneThatIsNotServedAnyMoreIsNoIllness() throws Exception {
        try (FakeSwarm swarm = FakeSwarm.builder().start()) {
            swarm.add(SwarmJson.node("n1", "10.0.0.11").manager(true, "10.0.0.11"));
            Process wagl = start(
                    "--swarm=" + swarm.endpoint(),
                    "--bind=127.0.0.1:0",
                    "--refresh=1s",
                    "--staleness=8s",
                    "-Dwagl.on-stale=servfail");
            await().atMost(PATIENCE).until(() -> health().reason().endsWith("with NOERROR"));
            swarm.fault("/services", Fault.status(500, "out of order"));
            await().atMost(PATIENCE).until(() -> health().reason().endsWith("with SERVFAIL"));

            Questions.Answer answer = new Questions(port()).ask("n1.node.swarm.", Type.A);
            assertThat(answer.rcode()).isEqualTo(Rcode.SERVFAIL);
            assertThat(answer.extendedError()).isEqualTo(ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY);
            String bind = "127.0.0.1:" + port();
            assertThat(out()).containsOnlyOnce("answering SERVFAIL (wagl.on-stale=servfail)");
            assertThat(wagl.isAlive()).isTrue();

            assertThat(exitCode(start("healthcheck", "--bind", bind))).isZero();
            assertThat(out())
                    .isEqualTo("wagl: 127.0.0.1 port " + bind.split(":")[1] + " answers for swarm. with SERVFAIL\n");
        }
    }

    /** As where Docker's log driver is stuck. */
    @Test
    void whoDoesNotReadItsLogStopsNeitherDnsNorTheSync() throws Exception {
        int port = UnclaimedPort.next();
        try (FakeSwarm swarm = FakeSwarm.builder().start()) {
            swarm.add(SwarmJson.node("n1", "10.0.0.11").manager(true, "10.0.0.11"));
            Process wagl = start(
                    Redirect.PIPE,
                    "--swarm=" + swarm.endpoint(),
                    "--bind=127.0.0.1:" + port,
                    "--refresh=1s",
                    "-Dwagl.query-log=all",
                    "-Dwagl.rate-limit=0");
            Questions questions = new Questions(port);
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> questions.ask("n1.node.swarm.", Type.A).rcode() == Rcode.NOERROR);
            // Of the pipe's 64 kB it is long before half of them that nothing more goes in.
            for (int asked = 0; asked < 6_000; asked++) {
                assertThat(questions.ask("n1.node.swarm.", Type.A).rcode()).isEqualTo(Rcode.NOERROR);
            }

            swarm.add(SwarmJson.node("n2", "10.0.0.12"));
            await().atMost(PATIENCE)
                    .until(() -> questions.ask("n2.node.swarm.", Type.A).rcode() == Rcode.NOERROR);

            // Process.destroy would close the pipe, too.
            wagl.toHandle().destroy();
            assertThat(exitCode(wagl)).isZero();
            String log = new String(wagl.getInputStream().readAllBytes(), UTF_8);
            assertThat(log).doesNotContain("wagl stopped in");
        }
    }

    @Test
    void anAddressThatIsTakenEndsItWithOneLine() throws Exception {
        // Of the number that it has over TCP, UDP has to be free.
        try (ServerSocket taken = new ServerSocket(UnclaimedPort.next(), 1, InetAddress.getLoopbackAddress())) {
            Process wagl = start("--swarm", "demo:", "--bind=127.0.0.1:" + taken.getLocalPort());
            assertThat(exitCode(wagl)).isEqualTo(1);
            assertThat(err())
                    .startsWith("wagl: --bind 127.0.0.1:" + taken.getLocalPort() + " is taken by another process (TCP)")
                    .containsOnlyOnce("\n");
            assertThat(out()).doesNotContain("Exception");
        }
    }

    @Test
    void aTakenHttpPortEndsItWithOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process wagl = start("-Dquarkus.http.port=" + taken.getLocalPort(), "--swarm=demo:", "--bind=127.0.0.1:0");
            assertThat(exitCode(wagl)).isEqualTo(1);
            assertThat(err())
                    .isEqualTo("wagl: HTTP port " + taken.getLocalPort()
                            + " is taken by another process; choose another with -Dquarkus.http.port=PORT or"
                            + " QUARKUS_HTTP_PORT=PORT\n");
        }
    }

    @Test
    void logsInJsonByQuarkusSwitch() throws Exception {
        Process wagl = start("-Dquarkus.log.console.json.enabled=true", "--swarm=demo:", "--bind=127.0.0.1:0");
        await().atMost(PATIENCE).until(() -> health().healthy());
        wagl.destroy();
        assertThat(exitCode(wagl)).isZero();
        assertThat(out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    @Test
    void aBadSettingEndsItBeforeAnythingStarts() throws Exception {
        assertThat(exitCode(start("--refresh-timeout=20s"))).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err())
                .isEqualTo(
                        "wagl: --refresh-timeout=20s: must be less than the time between two refreshes (--refresh=15s, the"
                                + " default)\n");
    }

    @Test
    void knowsTheVersionThatWasBuilt() throws Exception {
        assertThat(exitCode(start("--version"))).isZero();
        assertThat(out()).matches("wagl \\d+\\.\\d+\\.\\d+(-\\S+)?\n");
    }
}
