package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.UnclaimedPort;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a newcomer does: a clean clone, the README's first command, and its first questions. The clone has what is committed; what is
 * not, a newcomer does not get either.
 */
@ExtendWith(CheckoutCondition.class)
class QuarkusDevIT {

    /** On a new machine all of Maven's plugins, and Quarkus' of the dev mode, are fetched in it. */
    private static final Duration START = Duration.ofMinutes(4);

    private static final Duration END = Duration.ofMinutes(1);

    private static final int DNS = 1053;
    private static final int HTTP = 8080;

    private static final String COMMAND = "./mvnw quarkus:dev";

    /** A question in the README, and what it prints. */
    private record Example(List<String> command, List<String> printed) {

        private static final Pattern DIG = Pattern.compile("(?m)^    \\$ (dig .*)\\n((?:    [^$\\s].*\\n)+)");
        private static final Pattern LAST_NUMBER = Pattern.compile("\\d+(?=\\D*$)");

        static List<Example> of(String readme) {
            return DIG.matcher(readme)
                    .results()
                    .map(found -> new Example(
                            List.of(found.group(1).split(" ")),
                            found.group(2).lines().map(String::strip).toList()))
                    .toList();
        }

        /** The demo cluster lives, so there may be more or fewer records, of other instances: the last number of each may be another. */
        Pattern shape() {
            List<String> shapes =
                    printed.stream().map(Example::shape).distinct().toList();
            assertThat(shapes).as("what the README prints for %s", command).hasSize(1);
            return Pattern.compile(shapes.get(0));
        }

        private static String shape(String record) {
            Matcher number = LAST_NUMBER.matcher(record);
            assertThat(number.find()).as("a number in %s", record).isTrue();
            return Pattern.quote(record.substring(0, number.start()))
                    + "\\d+"
                    + Pattern.quote(record.substring(number.end()));
        }
    }

    @TempDir
    Path directory;

    private Path clone;
    private Process maven;

    @BeforeEach
    void cloneTheCheckout() {
        List<String> changes = Command.of("git", "status", "--porcelain").run().lines();
        if (!changes.isEmpty()) {
            System.out.println("QuarkusDevIT tries HEAD, without what is not committed: " + changes);
        }
        clone = directory.resolve("a new machine").resolve("wagl");
        Command.of("git", "clone", "-q", Path.of("").toAbsolutePath().toString(), clone.toString())
                .output();
    }

    @AfterEach
    void endAll() {
        if (maven != null) {
            end(maven.toHandle());
        }
    }

    @Test
    void theReadmesFirstQuestionsAreAnsweredInACleanClone() throws IOException {
        String readme = Files.readString(clone.resolve("README.md"));
        assertThat(readme).contains("    " + COMMAND + " ", "DNS on 127.0.0.1:" + DNS + ", HTTP on " + HTTP);
        List<Example> examples = Example.of(readme).subList(0, 2);
        int dns = free(DNS);
        int http = free(HTTP);

        start(dns, http);

        await().alias("the first question is answered").atMost(START).until(() -> {
            assertThat(maven.isAlive()).as(this::log).isTrue();
            List<String> printed = ask(examples.get(0), dns);
            return !printed.isEmpty() && !printed.get(0).startsWith(";");
        });
        for (Example example : examples) {
            assertThat(ask(example, dns))
                    .as(() -> String.join(" ", example.command()) + "\n" + log())
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .allMatch(record -> example.shape().matcher(record).matches());
        }
    }

    /** The README's port, or another where somebody has it. */
    private static int free(int port) {
        if (isFree(port)) {
            return port;
        }
        System.out.println("QuarkusDevIT takes another port, since somebody has " + port);
        return UnclaimedPort.next();
    }

    private static boolean isFree(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try {
            new ServerSocket(port, 1, loopback).close();
            new DatagramSocket(port, loopback).close();
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private void start(int dns, int http) throws IOException {
        List<String> line = new ArrayList<>(List.of(COMMAND.split(" ")));
        line.addAll(mavenSettings());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.matches("CI|(WAGL|DOCKER|QUARKUS)_.*|MAVEN_(PROJECT)?BASEDIR"));
        // No name server of this machine is asked anything by a test.
        environment.put("WAGL_EXTERNAL", "false");
        if (dns != DNS) {
            environment.put("WAGL_BIND", "127.0.0.1:" + dns);
        }
        if (http != HTTP) {
            environment.put("QUARKUS_HTTP_PORT", Integer.toString(http));
        }
        // Its standard input, which the dev mode reads commands from, is a pipe that nothing is written to.
        maven = builder.start();
    }

    /** The Maven that runs this may have been told more than its files tell: to ask nobody, or where its repository is. */
    private static List<String> mavenSettings() {
        List<String> settings = new ArrayList<>();
        if (System.getProperty("wagl.maven.offline", "").equals("offline=true")) {
            settings.add("--offline");
        }
        for (String property : List.of("wagl.maven.repository", "wagl.maven.settings")) {
            String option = System.getProperty(property, "");
            if (!option.isEmpty() && Files.exists(Path.of(option.replaceFirst("^[^=]*=", "")))) {
                settings.add(option);
            }
        }
        return settings;
    }

    private List<String> ask(Example example, int dns) {
        List<String> line = new ArrayList<>(example.command());
        int port = line.indexOf("-p") + 1;
        assertThat(line.get(port)).isEqualTo(Integer.toString(DNS));
        line.set(port, Integer.toString(dns));
        line.addAll(List.of("+tries=1", "+time=5"));
        return Command.of(line).run().lines();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Maven runs the program in a JVM of its own; whoever is asked politely first leaves no file behind. */
    private static void end(ProcessHandle root) {
        Map<Long, ProcessHandle> all = new TreeMap<>();
        Stream.concat(Stream.of(root), root.descendants()).forEach(process -> all.put(process.pid(), process));
        all.values().forEach(ProcessHandle::destroy);
        try {
            await().atMost(END).until(() -> all.values().stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            all.values().forEach(ProcessHandle::destroyForcibly);
        }
    }
}
