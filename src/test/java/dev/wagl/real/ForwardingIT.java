package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * wagl as the only name server: of the engine ({@code dockerd --dns}), and so of its containers behind Docker's own at
 * 127.0.0.11, and of wagl's own container, too; of a service ({@code --dns}); and asked by a stranger.
 */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ForwardingIT {

    private static final Duration FOLLOWED = Duration.ofMinutes(2);
    private static final String EXTERNAL = "www.corp.example";

    /** RFC 5737: addresses that nobody has, and that are not private. */
    private static final String STRANGER = "198.51.100.22";

    private static final String DOOR = "198.51.100.21";

    private static Machine machine;
    private static Machine stranger;
    private static Manager manager;
    private static LocalUpstream upstream;
    private static Dig dig;

    @BeforeAll
    static void start() {
        machine = Machines.machine(21, "forwarder");
        stranger = Machines.machine(22, "stranger");
        address(machine, DOOR);
        address(stranger, STRANGER);
        upstream = LocalUpstream.start();
        manager = Manager.init(machine, "--dns=" + machine.address());
        Images.web(manager.dockerd());
        Images.wagl(manager.dockerd());
        manager.network("front");
        dig = Dig.at(machine);
        manager.service("api", "-l", "dns.service=api", "--network", "name=front,alias=me");
    }

    @AfterAll
    static void stop() {
        if (manager != null) {
            manager.dockerd().close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    private static void address(Machine machine, String address) {
        Command.of(
                        "ip",
                        "-n",
                        machine.namespace(),
                        "address",
                        "add",
                        address + "/24",
                        "dev",
                        "wagle" + machine.number())
                .output();
    }

    /** The engine tells wagl's container that its name server is this machine, which is wagl. */
    @Test
    @Order(1)
    void aNameServerThatLeadsBackIsLeftOutAndNamed() {
        manager.deploy("deploy/swarm/stack.yml", "WAGL_IMAGE=" + Images.WAGL);
        eventuallyKnowsItsService();

        await().atMost(FOLLOWED)
                .untilAsserted(() ->
                        assertThat(readiness()).contains(machine.address()).contains("\"UP\""));
        Answer answer = dig.ask(EXTERNAL, "A");
        assertThat(answer.status()).as(answer.text()).isEqualTo("SERVFAIL");
        assertThat(answer.errors()).anyMatch(error -> error.startsWith("22 "));
        assertThat(log().filter(line -> line.contains(machine.address()))).hasSizeLessThan(4);
    }

    @Test
    @Order(2)
    void theStackFilesNameServersAreUsed() {
        manager.deploy("deploy/swarm/stack.yml", "WAGL_IMAGE=" + Images.WAGL, "WAGL_NS=" + LocalUpstream.ADDRESS);

        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(dig.rdata(EXTERNAL, "A")).containsExactly(LocalUpstream.ANSWER));
        eventuallyKnowsItsService();
        assertThat(dig.ask(EXTERNAL, "A").flags()).contains("ra").doesNotContain("aa");
        assertThat(dig.tcp("tcp.corp.example", "A").rdata()).containsExactly(LocalUpstream.ANSWER);
        assertThat(dig.ask("www.nowhere.example", "A").status()).isEqualTo("NXDOMAIN");
    }

    /** In the node's own network no proxy of Docker's stands between a container and the wagl of its node. */
    @Test
    @Order(3)
    void inTheNodesNetworkItAnswersFromTheAddressThatWasAsked() {
        manager.deploy("deploy/swarm/stack-host.yml", "WAGL_IMAGE=" + Images.WAGL, "WAGL_NS=" + LocalUpstream.ADDRESS);

        await().alias("wagl is in the network of its node")
                .atMost(FOLLOWED)
                .until(() -> manager.inspect(
                                "service", "wagl_wagl", "{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}")
                        .equals("completed"));
        eventuallyKnowsItsService();
        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(dig.rdata("ns.swarm", "A")).containsExactly(machine.address()));
        assertThat(dig.rdata(EXTERNAL, "A")).containsExactly(LocalUpstream.ANSWER);
    }

    @Test
    @Order(4)
    void aContainerWhoseOnlyNameServerIsWaglResolvesEverything() {
        manager.service("client", "--network", "name=front,alias=myself", "--dns", machine.address());
        resolvesEverything(manager.container(manager.running("client", 1).get(0)), "myself");
    }

    @Test
    @Order(5)
    void aContainerOfAnEngineWhoseNameServerIsWaglResolvesEverything() {
        manager.service("other", "--network", "name=front,alias=myself-too");
        resolvesEverything(manager.container(manager.running("other", 1).get(0)), "myself-too");

        String plain = manager.docker("run", "-d", Images.WEB);
        assertThat(manager.docker("exec", plain, "cat", "/etc/resolv.conf")).contains(machine.address());
        assertThat(nslookup(plain, EXTERNAL)).contains(LocalUpstream.ANSWER);
        assertThat(nslookup(plain, "api.swarm")).contains(address("api"));
        manager.docker("rm", "-f", plain);
    }

    @Test
    @Order(6)
    void aStrangerIsAnsweredFromTheZoneAlone() {
        List<String> before = upstream.asked();

        Answer external = askAsStranger("stranger.corp.example");
        assertThat(external.status()).as(external.text()).isEqualTo("REFUSED");
        assertThat(external.errors()).anyMatch(error -> error.startsWith("18 "));
        assertThat(external.flags()).doesNotContain("ra");
        // Nor is anything told of what others have asked.
        assertThat(askAsStranger(EXTERNAL).status()).isEqualTo("REFUSED");
        assertThat(askAsStranger("api.swarm").rdata()).containsExactly(address("api"));
        assertThat(upstream.asked()).isEqualTo(before);
    }

    private static Answer askAsStranger(String name) {
        return Answer.parse(
                stranger.command("dig", "@" + DOOR, "-b", STRANGER, "+notcp", "+tries=1", "+time=5", name, "A")
                        .output());
    }

    private static void resolvesEverything(String container, String alias) {
        assertThat(manager.docker("exec", container, "cat", "/etc/resolv.conf")).contains("127.0.0.11");
        assertThat(nslookup(container, "api.swarm")).contains(address("api"));
        assertThat(nslookup(container, alias)).contains("Name:");
        assertThat(nslookup(container, EXTERNAL)).contains(LocalUpstream.ANSWER);
    }

    private static String nslookup(String container, String name) {
        // Its exit code is that of AAAA, which not every name has.
        return manager.dockerd()
                .command("exec", container, "nslookup", "-type=a", name + ".")
                .run()
                .output();
    }

    private static String address(String service) {
        return manager.address(manager.running(service, 1).get(0), "front");
    }

    private static void eventuallyKnowsItsService() {
        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(dig.rdata("api.swarm", "A")).isEqualTo(Set.of(address("api"))));
    }

    private static String readiness() {
        String container = manager.container(manager.running("wagl_wagl", 1).get(0));
        String pid = manager.inspect("container", container, "{{.State.Pid}}");
        return Command.of(
                        "nsenter",
                        "--net=/proc/" + pid + "/ns/net",
                        "curl",
                        "-s",
                        "http://127.0.0.1:8080/q/health/ready")
                .run()
                .output();
    }

    private static Stream<String> log() {
        return manager.docker("service", "logs", "--raw", "wagl_wagl").lines();
    }
}
