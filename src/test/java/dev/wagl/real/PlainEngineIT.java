package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An engine without a Swarm, asked by the command line of 2015: from the jar and in the image. */
@RealEngine
class PlainEngineIT {

    private static final String[] ORIGINAL = {"--swarm", "tcp://127.0.0.1:2375", "--external=false", "--bind=:8053"};

    private static Machine machine;
    private static Dockerd dockerd;

    @BeforeAll
    static void start() {
        machine = Machines.machine(12, "plain");
        dockerd = Dockerd.start(machine, "--host=tcp://127.0.0.1:2375");
        Images.web(dockerd);
        dockerd.docker("run", "-d", "-l", "dns.service=web", "-p", "25080:80", Images.WEB);
        dockerd.docker("run", "-d", "-l", "dns.service=dynamic", "-p", "80", Images.WEB);
        dockerd.docker("run", "-d", "-l", "dns.service=bound", "-p", "10.99.0.12:25081:80", Images.WEB);
    }

    @AfterAll
    static void stop() {
        if (dockerd != null) {
            dockerd.close();
        }
    }

    @Test
    void theJarAnswersForContainersAndEndsWithZeroOnSigterm() {
        try (Program wagl = Program.start(machine, "original", ORIGINAL)) {
            Dig dig = wagl.answering(8053, "web.swarm", "A");

            answersForContainers(dig);
            followsContainers(dig);
            // No name server answers on this machine: one that waits for its own host name takes 20 s to start.
            assertThat(secondsToStart(wagl.log())).isLessThan(15);
            assertThat(dig.ask("example.org", "A").status()).isEqualTo("REFUSED");
            assertThat(wagl.stop()).isZero();
        }
    }

    @Test
    void theImageAnswersForContainersWithAndWithoutItsNameFirst() {
        Images.wagl(dockerd);
        for (List<String> name : List.of(List.<String>of(), List.of("wagl"))) {
            List<String> arguments = new ArrayList<>(
                    List.of("run", "-d", "--network", "host", "--read-only", "--cap-drop", "ALL", Images.WAGL));
            arguments.addAll(name);
            arguments.addAll(Arrays.asList(ORIGINAL));
            String container = dockerd.docker(arguments.toArray(String[]::new));
            Dig dig = new Dig(machine.address(), 8053);
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(dig.ask("web.swarm", "A").answer())
                            .as(() -> dockerd.docker("logs", container))
                            .isNotEmpty());

            answersForContainers(dig);
            assertThat(dockerd.docker("exec", container, "wagl", "healthcheck", "--bind=:8053"))
                    .isNotBlank();
            dockerd.docker("stop", container);
            assertThat(dockerd.docker("inspect", "-f", "{{.State.ExitCode}} {{.Config.User}}", container))
                    .isEqualTo("0 65532:65532");
        }
    }

    private static double secondsToStart(String log) {
        Matcher started = Pattern.compile("started in ([0-9.]+)s\\.").matcher(log);
        assertThat(started.find()).as(log).isTrue();
        return Double.parseDouble(started.group(1));
    }

    /** Docker lists a published port twice, for 0.0.0.0 and for ::. */
    private static void answersForContainers(Dig dig) {
        assertThat(dig.rdata("web.swarm", "A")).containsExactly(machine.address());
        assertThat(dig.ask("web.swarm", "AAAA").noData()).isTrue();
        assertThat(dig.rdata("_web._tcp.swarm", "SRV"))
                .containsExactly("1 1 25080 " + container("dns.service=web") + ".web.swarm.");
        assertThat(dig.tcp("_web._tcp.swarm", "SRV").rdata()).isEqualTo(dig.rdata("_web._tcp.swarm", "SRV"));
        String port = dockerd.docker("port", container("dns.service=dynamic"), "80/tcp")
                .lines()
                .findFirst()
                .orElseThrow()
                .replaceFirst(".*:", "");
        assertThat(dig.rdata("_dynamic._tcp.swarm", "SRV"))
                .containsExactly("1 1 " + port + " " + container("dns.service=dynamic") + ".dynamic.swarm.");
        assertThat(dig.rdata("bound.swarm", "A")).containsExactly(machine.address());
    }

    private static void followsContainers(Dig dig) {
        String container = dockerd.docker("run", "-d", "-l", "dns.service=late", "-p", "25082:80", Images.WEB);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(dig.rdata("late.swarm", "A")).containsExactly(machine.address()));
        dockerd.docker("rm", "-f", container);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(dig.ask("late.swarm", "A").status()).isEqualTo("NXDOMAIN"));
    }

    /** The short ID of the container with a label. */
    private static String container(String label) {
        return dockerd.docker("ps", "-q", "--filter", "label=" + label);
    }
}
