package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Swarm of one node, wagl deployed on it by stack.yml as it stands, services of each kind, dig from outside. */
@RealEngine
class OneManagerIT {

    private static final Duration FOLLOWED = Duration.ofMinutes(1);

    private static Manager manager;
    private static Machine machine;
    private static Dig dig;

    @BeforeAll
    static void deploy() {
        manager = OneManager.deployed();
        machine = manager.machine();
        dig = Dig.at(machine);
    }

    @Test
    void theImageIsDeployedByTheStackFileAsItStands() {
        String task = manager.running("wagl_wagl", 1).get(0);
        String container = manager.container(task);

        assertThat(OneManager.health(manager)).isEqualTo("healthy");
        assertThat(manager.inspect("container", container, "{{.HostConfig.ReadonlyRootfs}}"))
                .isEqualTo("true");
        assertThat(manager.inspect("container", container, "{{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}}"))
                .isEqualTo("[ALL] []");
        assertThat(manager.docker("exec", container, "wagl", "--version")).startsWith("wagl ");
        assertThat(manager.docker("exec", container, "wagl", "healthcheck")).isNotBlank();
        assertThat(dig.rdata("ns.swarm", "A")).containsExactly(machine.address());
        assertThat(dig.rdata("swarm", "NS")).containsExactly("ns.swarm.");
    }

    /** Netty falls back to the JDK's transport in silence; then there is one socket, whatever the number of event loops. */
    @Test
    void nativeTransportIsOnUnderAReadOnlyRoot() {
        assertThat(log()).contains("native transport", "datagrams in batches").doesNotContain("UnsatisfiedLinkError");
    }

    /** What the base has is this machine's JDK; what is ours is above it. */
    @Test
    void theImageIsSmall() {
        List<String> layers = manager.docker(
                        "history", "--human=false", "--format", "{{.Size}} {{.Comment}}", Images.WAGL)
                .lines()
                .toList();
        List<String> ours = layers.stream()
                .filter(layer -> !layer.endsWith(" Imported from -"))
                .toList();

        assertThat(ours).as("%s", layers).hasSize(layers.size() - 1);
        long octets = ours.stream()
                .mapToLong(layer -> Long.parseLong(layer.split(" ")[0]))
                .sum();
        assertThat(octets).as("%s", layers).isBetween(10_000_000L, 115_000_000L);
    }

    @Test
    void hostModePort() {
        manager.service(
                "host",
                "-l",
                "dns.service=host",
                "-l",
                "dns.domain=kinds",
                "--publish",
                "mode=host,published=25080,target=80");

        eventually("host.kinds.swarm", "A", machine.address());
        exactly("_host._tcp.kinds.swarm", "SRV", "1 1 25080 1.host.kinds.swarm.");
        exactly("1.host.kinds.swarm", "A", machine.address());
        exactly("11.0.99.10.in-addr.arpa", "PTR", "solo.node.swarm.");
        exactly("solo.node.swarm", "A", machine.address());
        exactly("managers.swarm", "A", machine.address());
        exactly("leader.swarm", "A", machine.address());
        Answer srv = dig.ask("_host._tcp.kinds.swarm", "SRV");
        assertThat(srv.additional()).contains("1.host.kinds.swarm. A " + machine.address());
        // RA: this client may have other names forwarded.
        assertThat(srv.flags()).contains("aa", "ra").doesNotContain("tc");
        assertThat(srv.ttls()).containsExactly(1);
        Answer ipv6 = dig.ask("host.kinds.swarm", "AAAA");
        assertThat(ipv6.noData()).as(ipv6.text()).isTrue();
        assertThat(ipv6.authority()).hasSize(1).allMatch(soa -> soa.startsWith("swarm. SOA "));
        assertThat(dig.ask("nobody.kinds.swarm", "A").status()).isEqualTo("NXDOMAIN");
        assertThat(dig.ask("workers.swarm", "A").answer()).isEmpty();
    }

    @Test
    void dynamicHostModePort() {
        manager.service("dynamic", "-l", "dns.service=dynamic", "--publish", "mode=host,target=80");
        String container = manager.container(manager.running("dynamic", 1).get(0));
        String port = manager.docker("port", container, "80/tcp")
                .lines()
                .findFirst()
                .orElseThrow()
                .replaceFirst(".*:", "");

        eventually("_dynamic._tcp.swarm", "SRV", "1 1 " + port + " 1.dynamic.swarm.");
        exactly("dynamic.swarm", "A", machine.address());
        exactly("1.dynamic.swarm", "A", machine.address());
    }

    @Test
    void ingressPort() {
        manager.service(
                "ingress", "-l", "dns.service=mesh", "--replicas", "2", "--publish", "published=25081,target=80");

        // Two tasks, one node, one port: one endpoint, and its target is the lower slot as soon as both are ready.
        manager.running("ingress", 2);
        eventually("_mesh._tcp.swarm", "SRV", "1 1 25081 1.mesh.swarm.");
        exactly("mesh.swarm", "A", machine.address());
        exactly("1.mesh.swarm", "A", machine.address());
    }

    @Test
    void noPortOnAnOverlay() {
        manager.service(
                "overlay",
                "-l",
                "dns.service=overlay",
                "-l",
                "dns.port=http:80",
                "--replicas",
                "2",
                "--network",
                "front");
        List<String> tasks = manager.running("overlay", 2);
        Set<String> addresses = manager.addresses(tasks, "front");

        eventually("overlay.swarm", "A", addresses.toArray(String[]::new));
        exactly("tasks.overlay.swarm", "A", addresses.toArray(String[]::new));
        exactly("_overlay._tcp.swarm", "SRV", "1 1 80 1.overlay.swarm.", "1 1 80 2.overlay.swarm.");
        exactly("_http._tcp.overlay.swarm", "SRV", "1 1 80 1.overlay.swarm.", "1 1 80 2.overlay.swarm.");
        for (String task : tasks) {
            String slot = manager.inspect("task", task, "{{.Slot}}");
            String address = manager.address(task, "front");
            exactly(slot + ".overlay.swarm", "A", address);
            exactly(reverse(address), "PTR", slot + ".overlay.swarm.");
        }
    }

    @Test
    void virtualIp() {
        manager.service(
                "virtual",
                "-l",
                "dns.service=virtual",
                "-l",
                "dns.address=vip",
                "-l",
                "dns.port=80",
                "--replicas",
                "2",
                "--network",
                "front");
        manager.running("virtual", 2);
        String address = manager.inspect("service", "virtual", "{{(index .Endpoint.VirtualIPs 0).Addr}}")
                .replaceFirst("/.*", "");

        eventually("virtual.swarm", "A", address);
        exactly("_virtual._tcp.swarm", "SRV", "1 1 80 virtual.swarm.");
        exactly(reverse(address), "PTR", "virtual.swarm.");
    }

    @Test
    void globalMode() {
        manager.service(
                "everywhere",
                "-l",
                "dns.service=everywhere",
                "--mode",
                "global",
                "--publish",
                "mode=host,published=25082,target=80");

        eventually("_everywhere._tcp.swarm", "SRV", "1 1 25082 solo.everywhere.swarm.");
        exactly("everywhere.swarm", "A", machine.address());
        exactly("solo.everywhere.swarm", "A", machine.address());
    }

    @Test
    void twoNames() {
        manager.service(
                "two-names", "-l", "dns.service=left,right", "--publish", "mode=host,published=25083,target=80");

        eventually("left.swarm", "A", machine.address());
        exactly("right.swarm", "A", machine.address());
        exactly("_left._tcp.swarm", "SRV", "1 1 25083 1.left.swarm.");
        exactly("_right._tcp.swarm", "SRV", "1 1 25083 1.right.swarm.");
    }

    @Test
    void twoNetworks() {
        manager.service("any-network", "-l", "dns.service=any-network", "--network", "front", "--network", "back");
        manager.service(
                "front-network",
                "-l",
                "dns.service=front-network",
                "-l",
                "dns.network=front",
                "--network",
                "front",
                "--network",
                "back");
        String any = manager.running("any-network", 1).get(0);
        String front = manager.running("front-network", 1).get(0);

        eventually("any-network.swarm", "A", manager.address(any, "back"));
        eventually("front-network.swarm", "A", manager.address(front, "front"));
        assertThat(log()).containsPattern("any-network.*is on several networks");
    }

    @Test
    void illegalLabelLeavesOutThatServiceAlone() {
        manager.service("illegal", "-l", "dns.service=not a name", "--publish", "mode=host,published=25084,target=80");
        manager.service("bad-weight", "-l", "dns.service=heavy", "-l", "dns.weight=much", "--network", "front");
        manager.service("legal", "-l", "dns.service=legal", "--publish", "mode=host,published=25085,target=80");

        eventually("legal.swarm", "A", machine.address());
        manager.running("bad-weight", 1);
        assertThat(dig.ask("heavy.swarm", "A").status()).isEqualTo("NXDOMAIN");
        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(log())
                        .contains("not a name")
                        .contains("much")
                        .contains("bad-weight"));
    }

    @Test
    void notReadyIsPublishedOnlyWhereTheLabelSaysSo() {
        String[] slow = {
            "--health-cmd",
            "test -e /tmp/healthy",
            "--health-interval",
            "1s",
            "--health-retries",
            "300",
            "--publish",
            "mode=host,target=80"
        };
        manager.service("patient", with(slow, "-l", "dns.service=patient"));
        manager.service("eager", with(slow, "-l", "dns.service=eager", "-l", "dns.publish=not-ready"));

        eventually("eager.swarm", "A", machine.address());
        Answer waiting = dig.ask("patient.swarm", "A");
        assertThat(waiting.noData()).as(waiting.text()).isTrue();
        assertThat(waiting.errors()).anyMatch(error -> error.contains("0 of 1 tasks running"));

        // The answer comes before the container of the other service is there.
        String container = await().atMost(FOLLOWED)
                .until(
                        () -> manager.docker("ps", "-q", "--filter", "label=com.docker.swarm.service.name=patient"),
                        id -> !id.isBlank());
        manager.docker("exec", container, "touch", "/tmp/healthy");
        eventually("patient.swarm", "A", machine.address());
    }

    @Test
    void scaleUpAndDownUpdateAndRemoveAreFollowed() {
        manager.service("elastic", "-l", "dns.service=elastic", "-l", "dns.port=80", "--network", "front");
        eventually("_elastic._tcp.swarm", "SRV", "1 1 80 1.elastic.swarm.");

        manager.scale("elastic", 3);
        Set<String> three = manager.addresses(manager.running("elastic", 3), "front");
        eventually("elastic.swarm", "A", three.toArray(String[]::new));
        exactly(
                "_elastic._tcp.swarm",
                "SRV",
                "1 1 80 1.elastic.swarm.",
                "1 1 80 2.elastic.swarm.",
                "1 1 80 3.elastic.swarm.");

        manager.scale("elastic", 1);
        Set<String> one = manager.addresses(manager.running("elastic", 1), "front");
        eventually("elastic.swarm", "A", one.toArray(String[]::new));

        manager.update("elastic", "--label-add", "dns.service=renamed");
        eventually("renamed.swarm", "A", one.toArray(String[]::new));
        assertThat(dig.ask("elastic.swarm", "A").status()).isEqualTo("NXDOMAIN");

        manager.remove("elastic");
        await().atMost(FOLLOWED)
                .untilAsserted(
                        () -> assertThat(dig.ask("renamed.swarm", "A").status()).isEqualTo("NXDOMAIN"));
    }

    @Test
    void aNameWhoseTasksAreGoneIsNoDataWithTheReason() {
        manager.service("fading", "-l", "dns.service=fading", "--network", "front");
        manager.running("fading", 1);
        await().atMost(FOLLOWED)
                .until(() -> !dig.ask("fading.swarm", "A").answer().isEmpty());

        manager.update("fading", "--constraint-add", "node.labels.none==true");

        await().atMost(FOLLOWED).untilAsserted(() -> {
            Answer answer = dig.ask("fading.swarm", "A");
            assertThat(answer.noData()).as(answer.text()).isTrue();
            assertThat(answer.errors()).anyMatch(error -> error.contains("0 of 1 tasks running"));
            assertThat(answer.authority()).hasSize(1);
        });
    }

    @Test
    void aSingleReplicaUnderStopFirstIsAnsweredUntilItHasStopped() {
        manager.service(
                "single",
                List.of(
                        "-l",
                        "dns.service=single",
                        "--publish",
                        "mode=host,published=25086,target=80",
                        "--stop-grace-period",
                        "4s",
                        "--update-order",
                        "stop-first"),
                List.of("/bin/stubborn"));
        String old = manager.container(manager.running("single", 1).get(0));
        eventually("single.swarm", "A", machine.address());

        manager.update("single", "--force");

        List<Answer> whileOldRan = new ArrayList<>();
        await().alias("the old container has stopped")
                .pollInterval(Duration.ofMillis(50))
                .atMost(FOLLOWED)
                .until(() -> {
                    Answer answer = dig.ask("single.swarm", "A");
                    boolean oldRuns = manager.inspect("container", old, "{{.State.Running}}")
                            .equals("true");
                    if (oldRuns) {
                        whileOldRan.add(answer);
                    }
                    return !oldRuns;
                });
        assertThat(whileOldRan).hasSizeGreaterThan(2);
        assertThat(whileOldRan).allMatch(answer -> answer.rdata().equals(Set.of(machine.address())));
        manager.running("single", 1);
        eventually("single.swarm", "A", machine.address());
    }

    private static String log() {
        return manager.docker("service", "logs", "--raw", "wagl_wagl");
    }

    /** Over UDP and over TCP, in the end and then at once. */
    private static void eventually(String name, String type, String... rdata) {
        followed().untilAsserted(() -> exactly(name, type, rdata));
    }

    private static ConditionFactory followed() {
        return await().atMost(FOLLOWED).pollInterval(Duration.ofMillis(200));
    }

    private static void exactly(String name, String type, String... rdata) {
        Set<String> expected = new TreeSet<>(List.of(rdata));
        Answer udp = dig.ask(name, type);
        Answer tcp = dig.tcp(name, type);
        assertThat(udp.status()).as(udp.text()).isEqualTo("NOERROR");
        assertThat(udp.rdata()).as(udp.text()).isEqualTo(expected);
        assertThat(udp.answer().stream().map(record -> record.split(" ")[0]).collect(Collectors.toSet()))
                .as("owners")
                .containsExactly(name + ".");
        assertThat(tcp.answer()).as(tcp.text()).isEqualTo(udp.answer());
    }

    private static String reverse(String address) {
        String[] octets = address.split("\\.");
        return octets[3] + "." + octets[2] + "." + octets[1] + "." + octets[0] + ".in-addr.arpa";
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
