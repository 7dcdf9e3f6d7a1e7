package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An engine without a Swarm, asked by the command line of 2015: from the jar and in the image. */
@RealEngine
class PlainEngineIT {

    private static final String[] ORIGINAL = {"--swarm", "tcp://127.0.0.1:2375", "--external=false", "--bind=:8053"};

    private static final Duration FOLLOWED = Duration.ofMinutes(1);

    /** Within which a client that does not read is not yet cut off. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Queries of some 35 octets, all of which the server's receive buffer takes, and responses of some 900. */
    private static final int IN_FLIGHT = 1500;

    private static final int SRV_RECORDS = 20;

    /** As they are by default: like responses a second over UDP. */
    private static final int RATE_LIMIT = 100;

    private static final int TCP_PER_CLIENT = 3;

    /** Of the clients behind one address. */
    private static final int CONNECTIONS = 12;

    private static final int BURST = 600;

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
            String container = runImage(name);

            answersForContainers(new Dig(machine.address(), 8053));
            assertThat(dockerd.docker("exec", container, "wagl", "healthcheck", "--bind=:8053"))
                    .isNotBlank();
            dockerd.docker("stop", container);
            assertThat(dockerd.docker("inspect", "-f", "{{.State.ExitCode}} {{.Config.User}}", container))
                    .isEqualTo("0 65532:65532");
        }
    }

    @Test
    void theImageAnswersWhatIsInFlightOnSigterm() throws Exception {
        Images.wagl(dockerd);
        String ports = IntStream.range(8000, 8000 + SRV_RECORDS)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        dockerd.docker(
                "run", "-d", "-l", "dns.service=many", "-l", "dns.address=task", "-l", "dns.port=" + ports, Images.WEB);
        String container = runImage(List.of());
        Dig dig = new Dig(machine.address(), 8053);
        await().atMost(FOLLOWED)
                .untilAsserted(() ->
                        assertThat(dig.tcp("_many._tcp.swarm", "SRV").answer()).hasSize(SRV_RECORDS));

        try (PipelinedQueries queries = PipelinedQueries.send(dig, "_many._tcp.swarm.", IN_FLIGHT)) {
            await().atMost(PATIENCE).until(() -> heldByTcpClients() > 0);
            CompletableFuture<String> stopped = CompletableFuture.supplyAsync(() -> dockerd.docker("stop", container));
            await().alias("SIGTERM has come").atMost(PATIENCE).until(() -> sendsNewClientsAway(dig));

            assertThat(queries.takeAll(SRV_RECORDS)).isEqualTo(IN_FLIGHT);
            stopped.join();
        }
        assertThat(dockerd.docker("inspect", "-f", "{{.State.ExitCode}}", container))
                .isEqualTo("0");
    }

    /**
     * The published port, asked by many containers of this node, and by many strangers through Docker's proxy: both arrive with the
     * default gateway's address. The rate limit goes for it, though it is a private one; the share of TCP connections does not.
     */
    @Test
    void theDefaultGatewayIsLimitedOverUdpAndHasNoShareOfTcp() throws Exception {
        Images.wagl(dockerd);
        String container = dockerd.docker(
                "run",
                "-d",
                "-p",
                "5353:53/udp",
                "-p",
                "5353:53/tcp",
                "-e",
                "WAGL_TCP_PER_CLIENT=" + TCP_PER_CLIENT,
                Images.WAGL,
                "--swarm=demo:",
                "--external=false");
        String address = inspect(container, "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
        Dig dig = new Dig(machine.address(), 5353);
        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(dig.ask("swarm", "SOA").answer())
                        .as(() -> dockerd.docker("logs", container))
                        .isNotEmpty());
        String neighbour = inspect(container("dns.service=web"), "{{.State.Pid}}");
        List<String> inNeighbour = List.of("nsenter", "--net=/proc/" + neighbour + "/ns/net");

        Crowd direct = crowd(inNeighbour, address, 53);
        assertThat(direct.cut()).as("a private address is exempt").isZero();
        assertThat(direct.overTcp()).as("a client's share").isEqualTo(TCP_PER_CLIENT);
        assertThat(slipped(address)).isZero();
        assertThat(warnings(container)).isEmpty();

        // Not the machine's own address: Docker's proxy would answer from this one all the same.
        String gateway = inspect(container, "{{range .NetworkSettings.Networks}}{{.Gateway}}{{end}}");
        Crowd containers = crowd(inNeighbour, gateway, 5353);
        assertThat(containers.whole()).as("%s", containers).isBetween(RATE_LIMIT, 3 * RATE_LIMIT);
        assertThat(containers.cut()).isPositive();
        assertThat(containers.overTcp()).isEqualTo(CONNECTIONS);
        double slippedForContainers = slipped(address);
        assertThat(slippedForContainers).isGreaterThanOrEqualTo(containers.cut());

        Crowd strangers = crowd(machine.line(List.of()), "127.0.0.1", 5353);
        assertThat(strangers.whole()).as("%s", strangers).isBetween(RATE_LIMIT, 3 * RATE_LIMIT);
        assertThat(strangers.cut()).isPositive();
        assertThat(strangers.overTcp()).isEqualTo(CONNECTIONS);
        assertThat(slipped(address)).isGreaterThanOrEqualTo(slippedForContainers + strangers.cut());

        assertThat(warnings(container)).singleElement().asString().contains("userland-proxy", "firewall");
        dockerd.docker("rm", "-f", container);
    }

    /** @param prefix of a command line, that runs what follows where the clients are */
    private static Crowd crowd(List<String> prefix, String server, int port) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(Crowd.line(server, port, BURST, CONNECTIONS));
        return Crowd.parse(Command.of(line).output());
    }

    private static double slipped(String container) {
        return machine.command("curl", "-s", "http://" + container + ":8080/q/metrics")
                .output()
                .lines()
                .filter(line -> line.startsWith("wagl_dns_slipped_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static List<String> warnings(String container) {
        return dockerd.docker("logs", container)
                .lines()
                .filter(line -> line.contains("come from the default gateway"))
                .toList();
    }

    private static String inspect(String container, String format) {
        return dockerd.docker("inspect", "-f", format, container);
    }

    private static double heldByTcpClients() {
        return Command.of("curl", "-s", "http://" + machine.address() + ":8080/q/metrics")
                .output()
                .lines()
                .filter(line -> line.startsWith("wagl_dns_tcp_held_bytes "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private static boolean sendsNewClientsAway(Dig dig) throws IOException {
        try (Socket client = new Socket(dig.server(), dig.port())) {
            client.setSoTimeout(100);
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException welcome) {
            return false;
        } catch (SocketException gone) {
            return true;
        }
    }

    /** Runs the image with the command line of 2015, and waits until it answers. */
    private static String runImage(List<String> nameFirst) {
        List<String> arguments = new ArrayList<>(
                List.of("run", "-d", "--network", "host", "--read-only", "--cap-drop", "ALL", Images.WAGL));
        arguments.addAll(nameFirst);
        arguments.addAll(Arrays.asList(ORIGINAL));
        String container = dockerd.docker(arguments.toArray(String[]::new));
        Dig dig = new Dig(machine.address(), 8053);
        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(dig.ask("web.swarm", "A").answer())
                        .as(() -> dockerd.docker("logs", container))
                        .isNotEmpty());
        return container;
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
        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(dig.rdata("late.swarm", "A")).containsExactly(machine.address()));
        dockerd.docker("rm", "-f", container);
        await().atMost(FOLLOWED)
                .untilAsserted(
                        () -> assertThat(dig.ask("late.swarm", "A").status()).isEqualTo("NXDOMAIN"));
    }

    /** The short ID of the container with a label. */
    private static String container(String label) {
        return dockerd.docker("ps", "-q", "--filter", "label=" + label);
    }
}
