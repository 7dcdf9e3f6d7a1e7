package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A thing of a real Swarm that is not in DNS, or not wholly, and what is said of it.
 *
 * @param asked the word by which it is asked for
 * @param kind what that is
 * @param reasons all that are told, in any order
 * @param texts what is told among them
 */
record EachReason(String asked, String kind, List<String> reasons, List<String> texts) {

    /** The host name of a node; no name of DNS can hold it. */
    static final String WORKER = "odd!node";

    private static final String ON_MANAGER = "--constraint=node.role==manager";
    private static final String FRONT = "--network=front";
    private static final String NOWHERE = "--constraint=node.labels.none==true";

    /** Each service is called by the reason that it is there for. */
    static void make(Manager manager) {
        manager.docker("node", "update", "--label-add", "dns.address=nowhere", WORKER);
        one(manager, "label-too-long", "dns.service=" + "x".repeat(5_000));
        one(manager, "illegal-name", "dns.service=not a name");
        one(manager, "reserved-name", "dns.service=x.node");
        one(manager, "bad-number", "dns.service=n,dns.ttl=soon");
        one(manager, "unknown-word", "dns.service=n,dns.address=somewhere");
        one(manager, "bad-port", "dns.service=n,dns.port=0");
        one(manager, "unknown-network", "dns.service=n,dns.network=nowhere");
        one(manager, "wrong-network", "dns.service=n,dns.network=back");
        one(manager, "no-virtual-ip", "dns.service=a,dns.address=vip", "--endpoint-mode=dnsrr");
        one(manager, "no-label", "");
        one(manager, "no-tasks-wanted", "dns.service=b", "--replicas=0");
        one(manager, "unplaced", "dns.service=c", NOWHERE);
        one(
                manager,
                "unhealthy",
                "dns.service=d",
                "--health-cmd=false",
                "--health-interval=1s",
                "--health-retries=300");
        one(manager, "parked", "dns.service=weighted,dns.weight=0");
        one(manager, "answered", "dns.service=weighted,dns.weight=1,dns.port=80");
        one(manager, "no-port", "dns.service=portless");
        manager.service("no-network", "-l", "dns.service=e", ON_MANAGER);
        manager.service(
                "no-address",
                "-l",
                "dns.service=f",
                "--constraint=node.role==worker",
                "--publish=mode=host,published=25080,target=80");
        running(manager, "failed", List.of("sh", "-c", "exit 3"), "--restart-condition=none");
        running(manager, "job", List.of("true"), "--mode=replicated-job");
        running(manager, "draining", List.of("/bin/stubborn"), "--stop-grace-period=3m", "--replicas=2");
        running(manager, "last", List.of("/bin/stubborn"), "--stop-grace-period=3m");
        manager.running("draining", 2);
        manager.running("last", 1);
        manager.scale("draining", 1);
        manager.update("last", "--constraint-add", "node.labels.none==true");
    }

    private static void one(Manager manager, String name, String labels, String... options) {
        List<String> all = new ArrayList<>(List.of(ON_MANAGER, FRONT));
        for (String label : labels.isEmpty() ? new String[0] : labels.split(",")) {
            all.addAll(List.of("-l", label));
        }
        all.addAll(List.of(options));
        manager.service(name, all.toArray(String[]::new));
    }

    private static void running(Manager manager, String name, List<String> command, String... options) {
        List<String> all =
                new ArrayList<>(List.of(ON_MANAGER, FRONT, "-l", "dns.service=x-" + name, "-l", "dns.port=80"));
        all.addAll(List.of(options));
        manager.service(name, all, command);
    }

    static final List<EachReason> ALL = List.of(
            service("label-too-long", "label-too-long", "has 5000 characters, and more than 4096"),
            service("illegal-name", "illegal-name", "dns.service=\"not a name\" holds ' '; a name is letters"),
            service("reserved-name", "reserved-name", "dns.service=\"x.node\""),
            service("bad-number", "bad-number", "dns.ttl=\"soon\" is not a whole number of seconds from 0"),
            service("unknown-word", "unknown-word", "dns.address=\"somewhere\" is none of node, task, vip"),
            service("bad-port", "bad-port", "dns.port=\"0\""),
            service("unknown-network", "unknown-network", "dns.network=\"nowhere\" is not a network"),
            service("wrong-network", "wrong-network", "dns.network=\"back\""),
            service("no-network", "no-network no-address", "it is on no network whose addresses can be answered"),
            service("no-virtual-ip", "no-virtual-ip no-address", "but it has no virtual IP on the network front"),
            service("no-label", "no-label", "it has no label dns.service"),
            service("no-tasks-wanted", "no-tasks-wanted", "it is scaled to 0"),
            service("unplaced", "not-ready", "it is pending: it is answered once it runs"),
            service("unhealthy", "not-ready", "it is starting: it is answered once it runs, and is healthy"),
            service("parked", "parked", "its weight is 0, and another endpoint of the name has more"),
            service("no-address", "no-address no-address", "slot 1 on odd!node: the node has no address"),
            service("failed", "not-ready", "the engine lists no task of it that is to run"),
            service("job", "not-ready", "a job is answered while it runs, and no task of it does"),
            service("draining", "draining", "1 of its tasks run and are to be stopped"),
            new EachReason(
                    "last",
                    "service",
                    List.of("draining", "not-ready"),
                    List.of(
                            "it runs and is to be stopped (shutdown): it is answered only while",
                            "it is pending: it is answered once it runs")),
            new EachReason(
                    WORKER,
                    "node",
                    List.of("illegal-address", "illegal-host-name"),
                    List.of("dns.address=\"nowhere\" is not the address of a machine", "its host name holds '!'")),
            new EachReason(
                    "e.swarm",
                    "name",
                    List.of("no-network", "no-address"),
                    List.of("it is on no network whose addresses can be answered")),
            service("no-port", "no-port", "it publishes no port and dns.port names none"),
            new EachReason(
                    "_portless._tcp",
                    "name",
                    List.of("no-port"),
                    List.of("it publishes no port and dns.port names none")),
            new EachReason(
                    "9.portless", "name", List.of("unknown", "no-port"), List.of("has no such instance or port")),
            new EachReason("example.org.", "name", List.of("outside-zone"), List.of("the zone is swarm.")),
            new EachReason("nothing", "unknown", List.of("unknown"), List.of("is known by this")));

    private static EachReason service(String name, String reasons, String text) {
        return new EachReason(name, "service", List.of(reasons.split(" ")), List.of(text));
    }

    /** Fails where something else is said. */
    void check(JsonNode explained) {
        List<String> told = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (JsonNode reason : explained.path("reasons")) {
            told.add(reason.path("reason").asText());
            text.append(reason.path("text").asText()).append('\n');
        }
        assertThat(explained.path("kind").asText()).isEqualTo(kind);
        assertThat(told).containsExactlyInAnyOrderElementsOf(reasons);
        assertThat(text).contains(texts);
    }
}
