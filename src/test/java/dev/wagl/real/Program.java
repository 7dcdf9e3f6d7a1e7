package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The program as its build leaves it, run from the jar as in the image. System property {@code wagl.test.jar} names
 * another {@code quarkus-run.jar}: a test that has passed must fail a program that lacks what it is about.
 */
final class Program implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("wagl.test.jar", "target/quarkus-app/quarkus-run.jar"))
            .toAbsolutePath();
    private static final Duration START = Duration.ofMinutes(2);

    private final String address;
    private final Path log;
    private final Process process;

    private Program(String address, Path log, Process process) {
        this.address = address;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it on a machine of the tests.
     *
     * @param name of its log file
     * @param arguments its command line; those that begin with {@code -D} go to the JVM
     */
    static Program start(Machine machine, String name, String... arguments) {
        return start(machine.address(), machine::line, machine.directory().resolve(name + ".log"), arguments);
    }

    /** Starts it on this machine, for what needs none of the tests' own. */
    static Program startHere(Path log, String... arguments) {
        return start("127.0.0.1", line -> line, log, arguments);
    }

    private static Program start(String address, UnaryOperator<List<String>> onMachine, Path log, String... arguments) {
        List<String> line = new ArrayList<>(jvm());
        line.add("-Dquarkus.http.port=0");
        List.of(arguments).stream()
                .filter(argument -> argument.startsWith("-D"))
                .forEach(line::add);
        line.addAll(List.of("-jar", JAR.toString()));
        List.of(arguments).stream()
                .filter(argument -> !argument.startsWith("-D"))
                .forEach(line::add);
        try {
            // Its environment is a plain shell's: what the tests run in may set DOCKER_HOST.
            ProcessBuilder builder = new ProcessBuilder(onMachine.apply(line))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(variable -> variable.startsWith("DOCKER_"));
            return new Program(address, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> jvm() {
        try {
            return ServerJvm.line(JAR);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it answers for a name with records; then asks as the caller likes. */
    Dig answering(int port, String name, String type) {
        Dig dig = new Dig(address, port);
        await().alias(name + " is answered").atMost(START).untilAsserted(() -> {
            assertThat(process.isAlive()).as(this::log).isTrue();
            assertThat(dig.ask(name, type).answer()).as(this::log).isNotEmpty();
        });
        return dig;
    }

    /** Everything it has printed so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines of its log that hold all these words. */
    List<String> logLines(String... words) {
        return log().lines()
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .toList();
    }

    /** SIGTERM; its exit code. */
    int stop() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                throw new AssertionError("wagl did not end within 15 s of SIGTERM:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
