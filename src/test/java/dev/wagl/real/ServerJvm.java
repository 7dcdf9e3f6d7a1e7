package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.UnclaimedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line that runs the program's jar as the image does, where there is a JDK 25: with the flags of {@code server.args}, the
 * share of the stack's memory limit, and what a JVM has learned in one run, the AOT cache that {@code src/main/docker/train} gives the
 * image. Several start at once here, on the cores of one machine: without it each takes three times the work.
 */
final class ServerJvm {

    /** The memory limit in {@code deploy/swarm/stack.yml}, of which the heap gets its share. */
    private static final String MEMORY_LIMIT = "-XX:MaxRAM=256m";

    private static final Path FLAGS = Path.of("src/main/jib/opt/wagl/server.args");
    private static final Path CACHE = Path.of("target/wagl.aot").toAbsolutePath();
    private static final Path LOG = Path.of("target/wagl.aot.log").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static List<String> line;

    private ServerJvm() {}

    /** Up to its system properties, which come before {@code -jar}. The first to ask waits for the run that fills the cache. */
    static synchronized List<String> line(Path jar) throws IOException {
        if (line == null) {
            line = prepare(jar);
        }
        return line;
    }

    private static List<String> prepare(Path jar) throws IOException {
        Path jdk = BaseImage.jdk();
        if (jdk == null) {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString());
        }
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin/java").toString());
        for (String flag : Files.readAllLines(FLAGS)) {
            // What is below /opt is in the image.
            if (flag.startsWith("-") && !flag.contains("/opt/")) {
                command.add(flag);
            }
        }
        command.add(MEMORY_LIMIT);
        train(command, jar);
        command.add("-XX:AOTCache=" + CACHE);
        return List.copyOf(command);
    }

    private static void train(List<String> jvm, Path jar) throws IOException {
        Files.deleteIfExists(CACHE);
        int port = UnclaimedPort.next();
        List<String> command = new ArrayList<>(jvm);
        command.addAll(List.of("-XX:AOTCacheOutput=" + CACHE, "-Dquarkus.http.port=0", "-jar", jar.toString()));
        command.addAll(List.of("--swarm", "demo:", "--bind", "127.0.0.1:" + port));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile())
                .start();
        try {
            Dig dig = new Dig("127.0.0.1", port);
            await().alias("the demo cluster is answered for").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(process.isAlive()).as(ServerJvm::log).isTrue();
                assertThat(dig.ask("api.billing.swarm", "A").answer()).isNotEmpty();
            });
            process.destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(ServerJvm::log)
                    .isTrue();
            assertThat(CACHE).as(ServerJvm::log).isNotEmptyFile();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String log() {
        try {
            return Files.readString(LOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
