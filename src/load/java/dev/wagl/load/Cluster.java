package dev.wagl.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The Swarm that is measured: 1,000 services on an overlay network with 3 tasks each, on 3 nodes, unless told otherwise. It tells
 * itself as Docker's JSON for wagl, as a zone file and as dnsmasq's settings for other servers, and as questions for dnsperf.
 */
final class Cluster {

    static final int SERVICES = Integer.getInteger("load.services", 1_000);
    static final int TASKS = Integer.getInteger("load.tasks", 3);
    static final int NODES = Integer.getInteger("load.nodes", 3);

    private static final int PORT = 8080;
    private static final String SINCE = "2025-01-01T00:00:00.000000000Z";

    private Cluster() {}

    /** Writes the zone file and a file of questions for each scenario into the folder that is named. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Files.write(folder.resolve("swarm.zone"), zoneFile());
        write(folder, "A", service -> "svc%d.load.swarm. A".formatted(service));
        write(folder, "SRV", service -> "_svc%d._tcp.load.swarm. SRV".formatted(service));
        write(folder, "NODATA", service -> "svc%d.load.swarm. AAAA".formatted(service));
        write(folder, "NXDOMAIN", service -> "nothing%d.load.swarm. A".formatted(service));
        write(folder, "MIX", Cluster::mixed);
        Files.write(folder.resolve("dnsmasq.conf"), linesOfDnsmasq());
    }

    private static void write(Path folder, String scenario, IntFunction<String> question) throws IOException {
        Files.write(
                folder.resolve(scenario + ".queries"),
                IntStream.range(0, SERVICES).mapToObj(question).toList());
    }

    /** What a cluster asks in a day, in the case that resolvers with 0x20 give names: mostly addresses, each of which is asked for twice. */
    private static String mixed(int service) {
        String question = List.of(
                        "svc%d.load.swarm. A",
                        "svc%d.load.swarm. AAAA",
                        "_svc%d._tcp.load.swarm. SRV",
                        "svc%d.load.swarm. A",
                        "tasks.svc%d.load.swarm. A",
                        "nothing%d.load.swarm. A",
                        "1.svc%d.load.swarm. A",
                        "svc%d.load.swarm. AAAA",
                        "svc%d.load.swarm. TXT",
                        "svc%d.load.swarm.elsewhere.swarm. A")
                .get(service % 10)
                .formatted(service);
        int type = question.indexOf(' ');
        return IntStream.range(0, question.length())
                .mapToObj(at -> at < type && (service + at * 7) % 3 == 0
                        ? question.substring(at, at + 1).toUpperCase(Locale.ROOT)
                        : question.substring(at, at + 1))
                .collect(Collectors.joining());
    }

    /** The records that wagl makes of the Swarm; the reverse names are left out, they would be zones of their own. */
    private static List<String> zoneFile() {
        List<String> zone = new ArrayList<>();
        zone.add("$ORIGIN swarm.");
        zone.add("$TTL 1");
        zone.add("@ SOA ns hostmaster 1 3600 600 86400 1");
        zone.add("@ NS ns");
        zone.add("ns A 127.0.0.1");
        for (int node = 1; node <= NODES; node++) {
            zone.add("node%d.node A %s".formatted(node, nodeAddress(node)));
            zone.add("managers A " + nodeAddress(node));
            zone.add("%s.addr A %s".formatted(hex(nodeAddress(node)), nodeAddress(node)));
        }
        zone.add("leader A " + nodeAddress(1));
        for (int service = 0; service < SERVICES; service++) {
            for (int slot = 1; slot <= TASKS; slot++) {
                String address = taskAddress(service * TASKS + slot - 1, 0);
                zone.add("svc%d.load A %s".formatted(service, address));
                zone.add("tasks.svc%d.load A %s".formatted(service, address));
                zone.add("%d.svc%d.load A %s".formatted(slot, service, address));
                zone.add("%s.addr A %s".formatted(hex(address), address));
                zone.add("_svc%d._tcp.load SRV 1 1 %d %d.svc%d.load".formatted(service, PORT, slot, service));
            }
        }
        return zone;
    }

    /** What of the zone the scenarios ask for. */
    private static List<String> linesOfDnsmasq() {
        List<String> lines = new ArrayList<>(List.of("local=/swarm/", "local-ttl=1"));
        for (int service = 0; service < SERVICES; service++) {
            for (int slot = 1; slot <= TASKS; slot++) {
                String address = taskAddress(service * TASKS + slot - 1, 0);
                for (String owner : List.of("svc%d.load", "tasks.svc%d.load", slot + ".svc%d.load")) {
                    lines.add("host-record=%s.swarm,%s".formatted(owner.formatted(service), address));
                }
                lines.add("srv-host=_svc%d._tcp.load.swarm,%d.svc%d.load.swarm,%d,1,1"
                        .formatted(service, slot, service, PORT));
            }
        }
        return lines;
    }

    private static String nodeAddress(int node) {
        return "192.0.2." + node;
    }

    private static String hex(String address) {
        return Arrays.stream(address.split("\\."))
                .map(octet -> "%02x".formatted(Integer.parseInt(octet)))
                .collect(Collectors.joining());
    }

    /** @param generation 0 and up: each task that takes the place of another has an address of its own, of a hundred at least */
    static String taskAddress(int number, int generation) {
        int host = (1 + generation % 100 << 17) + number;
        return "10.%d.%d.%d".formatted(host >> 16, host >> 8 & 0xFF, host & 0xFF);
    }

    /** {@code GET /info}. */
    static String info() {
        return """
            {"ID":"ENGINE:LOAD","Name":"node1","ServerVersion":"20.10.24","Containers":3000,"Swarm":{"NodeID":"node1",\
            "NodeAddr":"%s","LocalNodeState":"active","ControlAvailable":true,"Error":"","RemoteManagers":[{"NodeID":\
            "node1","Addr":"%s:2377"}],"Nodes":%d,"Managers":%d,"Cluster":{"ID":"cluster","Version":{"Index":10}}}}""".formatted(nodeAddress(1), nodeAddress(1), NODES, NODES);
    }

    /** {@code GET /nodes}. */
    static String nodes() {
        return list(IntStream.rangeClosed(1, NODES).mapToObj(node ->
                """
            {"ID":"node%d","Version":{"Index":%d},"CreatedAt":"%s","UpdatedAt":"%s","Spec":{"Labels":{},"Role":"manager",\
            "Availability":"active"},"Description":{"Hostname":"node%d","Platform":{"Architecture":"x86_64","OS":"linux"},\
            "Resources":{"NanoCPUs":2000000000,"MemoryBytes":8000000000},"Engine":{"EngineVersion":"20.10.24"}},"Status":\
            {"State":"ready","Addr":"%s"},"ManagerStatus":{"Leader":%s,"Reachability":"reachable","Addr":"%s:2377"}}""".formatted(node, node, SINCE, SINCE, node, nodeAddress(node), node == 1, nodeAddress(node))));
    }

    /** {@code GET /networks}. */
    static String networks() {
        return "[" + """
            {"Name":"load","Id":"network","Created":"%s","Scope":"swarm","Driver":"overlay","EnableIPv6":false,\
            "IPAM":{"Driver":"default","Config":[{"Subnet":"10.0.0.0/8","Gateway":"10.255.0.254"}]},"Internal":false,\
            "Attachable":false,"Ingress":false,"ConfigOnly":false,"Containers":null,"Options":{},"Labels":null}""".formatted(SINCE) + "]";
    }

    /** One element of {@code GET /services?status=true}. */
    static String service(int service, long version) {
        return """
            {"ID":"service%d","Version":{"Index":%d},"CreatedAt":"%s","UpdatedAt":"%s","Spec":{"Name":"svc%d","Labels":\
            {"dns.service":"svc%d","dns.domain":"load","dns.port":"%d"},"TaskTemplate":%s,"Mode":{"Replicated":\
            {"Replicas":%d}},"UpdateConfig":{"Parallelism":1,"FailureAction":"pause","Monitor":5000000000,\
            "MaxFailureRatio":0,"Order":"stop-first"},"EndpointSpec":{"Mode":"vip"}},"Endpoint":{"Spec":{"Mode":"vip"},\
            "VirtualIPs":[{"NetworkID":"network","Addr":"10.0.%d.%d/8"}]},"ServiceStatus":{"RunningTasks":%d,\
            "DesiredTasks":%d,"CompletedTasks":0}}""".formatted(
                        service,
                        version,
                        SINCE,
                        SINCE,
                        service,
                        service,
                        PORT,
                        taskTemplate(service),
                        TASKS,
                        service >> 8,
                        service & 0xFF,
                        TASKS,
                        TASKS);
    }

    /** One element of {@code GET /tasks}; some 2.5 kB, as a real engine's are. */
    static String task(int number, int generation, long version) {
        int service = number / TASKS;
        return """
            {"ID":"task%d.%d","Version":{"Index":%d},"CreatedAt":"%s","UpdatedAt":"%s","Labels":{},"Spec":%s,\
            "ServiceID":"service%d","Slot":%d,"NodeID":"node%d","Status":{"Timestamp":"%s","State":"running",\
            "Message":"started","ContainerStatus":{"ContainerID":"%064x","PID":%d,"ExitCode":0},"PortStatus":{}},\
            "DesiredState":"running","NetworksAttachments":[{"Network":{"ID":"network","Version":{"Index":9},\
            "CreatedAt":"%s","UpdatedAt":"%s","Spec":{"Name":"load","Labels":{},"DriverConfiguration":{"Name":\
            "overlay"},"IPAMOptions":{"Driver":{"Name":"default"}},"Scope":"swarm"},"DriverState":{"Name":"overlay",\
            "Options":{"com.docker.network.driver.overlay.vxlanid_list":"4097"}},"IPAMOptions":{"Driver":{"Name":\
            "default"},"Configs":[{"Subnet":"10.0.0.0/8","Gateway":"10.255.0.254"}]}},"Addresses":["%s/8"]}]}""".formatted(
                        number,
                        generation,
                        version,
                        SINCE,
                        SINCE,
                        taskTemplate(service),
                        service,
                        number % TASKS + 1,
                        number % NODES + 1,
                        SINCE,
                        number * 256L + generation,
                        1000 + number,
                        SINCE,
                        SINCE,
                        taskAddress(number, generation));
    }

    private static String taskTemplate(int service) {
        return """
            {"ContainerSpec":{"Image":"registry.example/load/svc%d:1.0@sha256:%064x","Labels":{"com.docker.stack.namespace"\
            :"load"},"Env":["JAVA_OPTS=-Xmx256m","SPRING_PROFILES_ACTIVE=production","LOG_LEVEL=info",\
            "DATABASE_URL=jdbc:postgresql://tasks.db.load.swarm:5432/production?targetServerType=primary"],"Hostname":\
            "{{.Service.Name}}-{{.Task.Slot}}","Mounts":[{"Type":"volume","Source":"data","Target":"/var/lib/data"}],"Privileges":\
            {"CredentialSpec":null,"SELinuxContext":null},"StopGracePeriod":10000000000,"Healthcheck":{"Test":["CMD-SHELL",\
            "curl -fs localhost:8080/health"],"Interval":10000000000},"DNSConfig":{},"Isolation":"default"},"Resources":\
            {"Limits":{"MemoryBytes":268435456},"Reservations":{}},"RestartPolicy":{"Condition":"any","Delay":5000000000,\
            "MaxAttempts":0},"Placement":{"Platforms":[{"Architecture":"amd64","OS":"linux"}]},"Networks":[{"Target":\
            "network","Aliases":["svc%d"]}],"ForceUpdate":0,"Runtime":"container"}""".formatted(service, service, service);
    }

    private static String list(Stream<String> elements) {
        return elements.collect(Collectors.joining(",", "[", "]"));
    }
}
