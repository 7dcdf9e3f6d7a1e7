package dev.wagl.http;

import dev.wagl.discovery.Endpoint;
import dev.wagl.discovery.PublishedService;
import dev.wagl.dns.Name;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A zone as Mesos-DNS would tell it: pure functions, with its ways of asking and of missing. */
final class MesosZone {

    private MesosZone() {}

    /** The addresses of a name, A before AAAA; one empty element where there is none. */
    static List<MesosView.Host> hosts(Zone zone, String asked) {
        String host = cleaned(asked);
        List<MesosView.Host> hosts = new ArrayList<>();
        for (int type : new int[] {RecordType.A, RecordType.AAAA}) {
            texts(rrset(zone, parse(host), type)).forEach(ip -> hosts.add(new MesosView.Host(host, ip)));
        }
        return hosts.isEmpty() ? List.of(MesosView.Host.MISS) : hosts;
    }

    /** The SRV records of a name with the first address of each target, of each family; one empty element where there is none. */
    static List<MesosView.Service> services(Zone zone, String asked) {
        List<MesosView.Service> services = new ArrayList<>();
        for (String srv : texts(rrset(zone, parse(cleaned(asked)), RecordType.SRV))) {
            String[] fields = srv.split(" ");
            Name target = Name.parse(fields[3]);
            for (int type : new int[] {RecordType.A, RecordType.AAAA}) {
                texts(rrset(zone, target, type)).stream()
                        .limit(1)
                        .forEach(ip -> services.add(new MesosView.Service(asked, fields[3], ip, fields[2])));
            }
        }
        return services.isEmpty() ? List.of(MesosView.Service.MISS) : services;
    }

    /** Mesos-DNS lets a name have {@code .*} in it, which means nothing, and lets its last dot be missing. */
    private static String cleaned(String asked) {
        String name = asked.replace(".*", "").toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name : name + ".";
    }

    /** Null where it is no name, which is a miss like any other. */
    private static Name parse(String name) {
        try {
            return Name.parse(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static RRset rrset(Zone zone, Name name, int type) {
        Node node = name == null ? null : zone.find(name);
        return node == null ? null : zone.rrset(node, type);
    }

    private static List<String> texts(RRset rrset) {
        List<String> texts = new ArrayList<>();
        for (int record = 0; rrset != null && record < rrset.count(); record++) {
            texts.add(RdataText.of(rrset.type(), rrset.rdata(record)));
        }
        return texts;
    }

    /** All tasks with their records, a framework for each {@code dns.domain}; what has none is the zone's own. */
    static MesosView.Enumeration enumerate(Zone zone, List<PublishedService> services) {
        Map<String, Map<String, MesosTask>> frameworks = new TreeMap<>();
        for (PublishedService service : services) {
            String framework = service.domain().isEmpty() ? domain(zone.apex()) : service.domain();
            Map<String, MesosTask> tasks = frameworks.computeIfAbsent(framework, name -> new LinkedHashMap<>());
            for (Endpoint endpoint : service.endpoints()) {
                String id = endpoint.taskId() == null ? endpoint.sourceId() : endpoint.taskId();
                tasks.computeIfAbsent(id, task -> new MesosTask(sourceName(service, endpoint)))
                        .add(zone, service, endpoint);
            }
        }
        List<MesosView.Framework> all = new ArrayList<>();
        frameworks.forEach((name, tasks) -> {
            List<MesosView.Task> views = new ArrayList<>();
            tasks.forEach((id, task) -> views.add(new MesosView.Task(task.name, id, List.copyOf(task.records))));
            all.add(new MesosView.Framework(views, name));
        });
        return new MesosView.Enumeration(all);
    }

    private static String sourceName(PublishedService service, Endpoint endpoint) {
        return service.sources().stream()
                .filter(source -> source.id().equals(endpoint.sourceId()))
                .map(PublishedService.Source::name)
                .findFirst()
                .orElse(service.service());
    }

    /** The records of one task, as they are found. */
    private static final class MesosTask {

        private final String name;
        private final Set<MesosView.Record> records = new LinkedHashSet<>();

        MesosTask(String name) {
            this.name = name;
        }

        void add(Zone zone, PublishedService service, Endpoint endpoint) {
            for (InetAddress address : endpoint.addresses()) {
                addAddress(zone, service.name(), address);
                addAddress(zone, endpoint.target(), address);
            }
            if (endpoint.port() > 0) {
                String protocol = "_" + endpoint.protocol().name().toLowerCase(Locale.ROOT);
                addSrv(
                        zone,
                        "_" + service.name().firstLabel(),
                        protocol,
                        service.name().parent(),
                        endpoint);
                endpoint.portNames().forEach(port -> addSrv(zone, "_" + port, protocol, service.name(), endpoint));
            }
        }

        private void addAddress(Zone zone, Name owner, InetAddress address) {
            int type = address instanceof Inet4Address ? RecordType.A : RecordType.AAAA;
            String text = RdataText.of(address);
            if (texts(rrset(zone, owner, type)).contains(text)) {
                records.add(new MesosView.Record(owner.toString(), text, RecordType.mnemonic(type)));
            }
        }

        private void addSrv(Zone zone, String first, String protocol, Name below, Endpoint endpoint) {
            Name owner = parse(first + "." + protocol + "." + below);
            String end = " " + endpoint.port() + " " + endpoint.target();
            if (texts(rrset(zone, owner, RecordType.SRV)).stream().anyMatch(srv -> srv.endsWith(end))) {
                records.add(new MesosView.Record(owner.toString(), endpoint.target() + ":" + endpoint.port(), "SRV"));
            }
        }
    }

    /** The zone below its apex; of the types that Mesos-DNS knows. */
    static MesosView.Transfer transfer(Zone zone, long refreshSeconds) {
        Map<String, List<String>> a = new TreeMap<>();
        Map<String, List<String>> aaaa = new TreeMap<>();
        Map<String, List<String>> srv = new TreeMap<>();
        for (Name owner : zone.owners()) {
            if (owner.isAtOrBelow(zone.apex())) {
                put(a, owner, texts(rrset(zone, owner, RecordType.A)));
                put(aaaa, owner, texts(rrset(zone, owner, RecordType.AAAA)));
                put(
                        srv,
                        owner,
                        texts(rrset(zone, owner, RecordType.SRV)).stream()
                                .map(MesosZone::target)
                                .toList());
            }
        }
        Soa soa = Soa.of(zone);
        return new MesosView.Transfer(
                zone.ttl(),
                soa.serial(),
                refreshSeconds,
                soa.mname(),
                soa.rname(),
                domain(zone.apex()),
                new MesosView.Records(a, aaaa, srv));
    }

    private static void put(Map<String, List<String>> records, Name owner, List<String> texts) {
        if (!texts.isEmpty()) {
            records.put(owner.toString(), texts);
        }
    }

    private static String target(String srv) {
        String[] fields = srv.split(" ");
        return fields[3] + ":" + fields[2];
    }

    /** A domain as Mesos-DNS writes it, without the dot at its end. */
    static String domain(Name apex) {
        String text = apex.toString();
        return text.substring(0, text.length() - 1);
    }

    /** The zone's SOA record, field by field. */
    record Soa(String mname, String rname, long serial, long refresh, long retry, long expire, long minimum) {

        static Soa of(Zone zone) {
            String[] fields =
                    texts(rrset(zone, zone.apex(), RecordType.SOA)).get(0).split(" ");
            return new Soa(
                    fields[0],
                    fields[1],
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]),
                    Long.parseLong(fields[4]),
                    Long.parseLong(fields[5]),
                    Long.parseLong(fields[6]));
        }
    }
}
