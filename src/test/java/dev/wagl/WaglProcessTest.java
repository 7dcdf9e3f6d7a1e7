package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: what it prints, where, and its exit code. None of these gets as far as Quarkus. */
class WaglProcessTest {

    private static final Pattern LIBRARIES = Pattern.compile(
            "/(picocli|quarkus-core-\\d|microprofile-config-api|smallrye-(config|common)|jboss-logging|jakarta.annotation-api|asm)-[^/]*$|"
                    + "/asm[^/]*$");

    private static final String PICOCLI = "picocli.CommandLine$Model$OptionSpec ";

    private final Map<String, String> environment = new TreeMap<>();
    private final List<String> jvm = new ArrayList<>();

    @TempDir
    Path directory;

    private record Ended(int code, String out, String err) {}

    private Ended wagl(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath()));
        command.addAll(jvm);
        command.add(Wagl.class.getName());
        command.addAll(List.of(args));
        File out = directory.resolve("out.txt").toFile();
        File err = directory.resolve("err.txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out)
                .redirectError(err);
        builder.environment().keySet().removeIf(name -> name.matches("(WAGL|DOCKER|JAVA|JDK)_.*"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
    }

    /** Only what is needed before Quarkus starts, and to read its configuration: fewer jars start faster. */
    private static String classPath() throws Exception {
        List<String> entries = new ArrayList<>();
        entries.add(Path.of(Wagl.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString());
        for (URL manifest : Collections.list(Wagl.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            String jar = manifest.getPath().replaceFirst("^file:(.*)!/META-INF/MANIFEST.MF$", "$1");
            if (LIBRARIES.matcher(jar).find()) {
                entries.add(jar);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static Ended refused(String line) {
        return new Ended(2, "", "wagl: " + line + "\n");
    }

    @Test
    void printsItsHelp() throws Exception {
        assertThat(wagl("--help")).isEqualTo(new Ended(0, Help.text(), ""));
    }

    @Test
    void printsItsVersion() throws Exception {
        assertThat(wagl("wagl", "--version")).isEqualTo(new Ended(0, "wagl " + Version.text() + "\n", ""));
    }

    @Test
    void aBadFlagEndsItWithOneLine() throws Exception {
        environment.put("WAGL_REFRESH", "from the environment");
        jvm.add("-Dwagl.refresh=from a property");
        assertThat(wagl("--refresh", "5")).isEqualTo(refused("--refresh=5: has no unit; did you mean 5s?"));
    }

    @Test
    void aBadPropertyIsNamedAsItWasWritten() throws Exception {
        environment.put("WAGL_REFRESH", "from the environment");
        jvm.add("-Dwagl.refresh=5");
        assertThat(wagl()).isEqualTo(refused("-Dwagl.refresh=5: has no unit; did you mean 5s?"));
    }

    @Test
    void onlyFlagsHavePicocliLoaded() throws Exception {
        environment.put("WAGL_DOMAIN", "a..b");
        jvm.add("-Xlog:class+load");
        for (String[] words : new String[][] {{}, {"healthcheck"}, {"wagl", "healthcheck"}, {"-Dwagl.ttl=5s"}}) {
            Ended ended = wagl(words);
            assertThat(ended.code()).as("%s: %s", List.of(words), ended.err()).isEqualTo(2);
            assertThat(ended.out()).contains("dev.wagl.Arguments").doesNotContain(PICOCLI);
        }
        assertThat(wagl("--ttl", "5s").out()).contains(PICOCLI);
    }

    @Test
    void aPropertyCanStandBehindTheName() throws Exception {
        assertThat(wagl("-Dwagl.ttl=5")).isEqualTo(refused("-Dwagl.ttl=5: has no unit; did you mean 5s?"));
    }

    @Test
    void aBadVariableIsNamedAsItWasWritten() throws Exception {
        environment.put("WAGL_HOST_ADDRESS", "manager1");
        assertThat(wagl())
                .isEqualTo(refused("WAGL_HOST_ADDRESS=manager1: is not an IP address of a host; write for example"
                        + " 192.0.2.10, the address clients reach it by"));
    }

    @Test
    void aBadVariableOfDockersIsNamed() throws Exception {
        environment.put("DOCKER_HOST", "tcp://swarm");
        assertThat(wagl())
                .isEqualTo(refused("DOCKER_HOST=tcp://swarm: 'tcp://swarm' is not host:port; write for example"
                        + " tcp://10.0.0.11:2375, or 2376 with TLS"));
    }

    @Test
    void aBadLineInAFileIsNamedWithItsFile() throws Exception {
        Path file = Files.createDirectory(directory.resolve("config")).resolve("application.properties");
        Files.writeString(file, "wagl.ttl=5\n");
        Ended ended = wagl();
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith("wagl: wagl.ttl=5 (in ")
                .endsWith(file + "): has no unit; did you mean 5s?\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void valuesOfDifferentOriginAreHeldAgainstEachOther() throws Exception {
        environment.put("WAGL_REFRESH", "5s");
        assertThat(wagl("--refresh-timeout", "6s"))
                .isEqualTo(refused("--refresh-timeout=6s: must be less than the time between two refreshes"
                        + " (WAGL_REFRESH=5s)"));
    }

    @Test
    void anUnknownFlagEndsItWithOneLine() throws Exception {
        assertThat(wagl("--refersh=5s"))
                .isEqualTo(refused("--refersh: there is no such flag; did you mean --refresh?"));
    }

    @Test
    void theHealthCheckFindsTheServerByTheSameSettings() throws Exception {
        try (ClosedPort port = ClosedPort.udp()) {
            Ended unheard = nobodyListens(port);
            assertThat(wagl("healthcheck", "--bind=127.0.0.1:" + port.number())).isEqualTo(unheard);

            environment.put("WAGL_BIND", ":" + port.number());
            assertThat(wagl("wagl", "healthcheck")).isEqualTo(unheard);

            environment.put("WAGL_BIND", ":1");
            jvm.add("-Dwagl.bind=:" + port.number());
            assertThat(wagl("healthcheck")).isEqualTo(unheard);
        }
    }

    @Test
    void theHealthCheckReadsFilesToo() throws Exception {
        Path file = Files.createDirectory(directory.resolve("config")).resolve("application.properties");
        try (ClosedPort port = ClosedPort.udp()) {
            Files.writeString(file, "wagl.bind=127.0.0.1:" + port.number() + "\n%other.wagl.bind=127.0.0.1:1\n");
            assertThat(wagl("healthcheck")).isEqualTo(nobodyListens(port));
        }
    }

    private static Ended nobodyListens(ClosedPort port) {
        return new Ended(1, "", "wagl: nothing listens on 127.0.0.1 port " + port.number() + "\n");
    }

    @Test
    void aBadSettingIsNoIllness() throws Exception {
        assertThat(wagl("healthcheck", "--bind=53")).isEqualTo(refused("--bind=53: is a bare port; write :53"));
    }

    @Test
    void theHealthCheckIsHappyWithAResponse() throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            Thread thread = new Thread(() -> respondOnce(server), "scripted server");
            thread.start();
            assertThat(wagl("healthcheck", "--bind=127.0.0.1:" + server.getLocalPort(), "--domain=cluster"))
                    .isEqualTo(new Ended(
                            0,
                            "wagl: 127.0.0.1 port " + server.getLocalPort() + " answers for cluster. with NOERROR\n",
                            ""));
            thread.join();
        }
    }

    private static void respondOnce(DatagramSocket server) {
        try {
            DatagramPacket query = new DatagramPacket(new byte[512], 512);
            server.setSoTimeout(90_000);
            server.receive(query);
            byte[] response = Arrays.copyOf(query.getData(), query.getLength());
            response[2] |= (byte) 0x80;
            server.send(new DatagramPacket(response, response.length, query.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
