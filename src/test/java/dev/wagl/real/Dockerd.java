package dev.wagl.real;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real Docker engine on a machine of the tests. */
final class Dockerd implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);

    private final Machine machine;
    private final List<String> options;
    private Process process;

    private Dockerd(Machine machine, List<String> options) {
        this.machine = machine;
        this.options = options;
    }

    /** Starts one and waits until it answers. */
    static Dockerd start(Machine machine, String... options) {
        Dockerd dockerd = new Dockerd(machine, List.of(options));
        dockerd.start();
        return dockerd;
    }

    Machine machine() {
        return machine;
    }

    /** As {@code DOCKER_HOST} has it. For the engine and its containers the same socket is {@code /var/run/docker.sock}. */
    String host() {
        return "unix://" + machine.directory().resolve("run/docker.sock");
    }

    /** The docker command line against this engine. */
    Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(arguments));
        return Command.of(line)
                .with("DOCKER_HOST", host())
                .with("DOCKER_CONFIG", machine.directory().resolve("cli").toString());
    }

    /** Runs it; what it printed. */
    String docker(String... arguments) {
        return command(arguments).output();
    }

    /** Ends it and everything it started as a power cut would, its files left where they are. */
    void kill() {
        Leftovers.kill(machine.directory());
    }

    /** Sends a signal ({@code TERM}, {@code KILL}, {@code STOP}, {@code CONT}) to the engine alone; its containers get none. */
    void signal(String signal) {
        Command.of("kill", "-" + signal, Long.toString(process.pid())).output();
    }

    /** Waits until the engine's own process has ended. */
    void ended() {
        await().alias("dockerd ends")
                .pollInterval(Duration.ofMillis(20))
                .atMost(START)
                .until(() -> !process.isAlive());
    }

    /** Starts it; again after {@link #kill} or {@link #signal}. Waits until it answers. */
    void start() {
        launch();
        await().alias("dockerd answers")
                .pollInterval(Duration.ofMillis(50))
                .atMost(START)
                .until(this::answers);
    }

    /** Starts it and does not wait. */
    void launch() {
        List<String> line = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + run() + " /run && exec \"$@\"",
                "sh",
                "dockerd",
                "--data-root=" + machine.directory().resolve("data"),
                "--exec-root=" + machine.directory().resolve("exec"),
                "--pidfile=" + machine.directory().resolve("docker.pid"),
                "--host=unix:///var/run/docker.sock",
                "--cgroup-parent=/" + Machines.CONTROL_GROUP,
                "--log-level=warn"));
        line.addAll(options);
        try {
            Files.createDirectories(run());
            Files.deleteIfExists(machine.directory().resolve("docker.pid"));
            process = new ProcessBuilder(machine.line(line))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Leftovers.remove(machine.directory());
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "dockerd ended with " + process.exitValue() + ":\n" + Files.readString(log()));
        }
        return command("version").run().exit() == 0;
    }

    /** What {@code /run} is to this engine. */
    private Path run() {
        return machine.directory().resolve("run");
    }

    private Path log() {
        return machine.directory().resolve("dockerd.log");
    }
}
