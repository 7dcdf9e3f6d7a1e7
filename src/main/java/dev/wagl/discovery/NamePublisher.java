package dev.wagl.discovery;

import dev.wagl.discovery.PublishedAddress.Kind;
import dev.wagl.dns.Name;
import dev.wagl.swarm.PublishedPort.Protocol;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the records of one name of a service, and of the names made from it. */
final class NamePublisher {

    private final NameGroup group;
    private final ServiceName name;
    private final int ttl;
    private final boolean nameServer;
    private final ClaimedNames claimed;
    private final Records records;
    private final Findings findings;

    /** What is said where there are no addresses. */
    private final String absence;

    private final InstanceNames instances;

    /** The addresses of the name itself. */
    private final Set<InetAddress> own = new HashSet<>();

    /** The SRV name for each protocol; null where it would be too long. */
    private final Map<Protocol, Name> srvNames = new EnumMap<>(Protocol.class);

    /**
     * @param nameServer whether this is the server's own name, whose addresses are its nodes' whatever the view
     */
    NamePublisher(NameGroup group, boolean nameServer, ClaimedNames claimed, Records records, Findings findings) {
        this.group = group;
        this.name = group.name();
        this.ttl = group.ttl();
        this.nameServer = nameServer;
        this.claimed = claimed;
        this.records = records;
        this.findings = findings;
        this.absence = absence();
        this.instances = instances();
    }

    private String absence() {
        String text = group.absence();
        for (NameGroup.Part part : group.parts()) {
            MissingAddress missing = MissingAddress.of(part);
            if (missing != null) {
                findings.leaveOutService(part.from().service().name(), missing.reason(), missing.text());
                text = group.absence() + "; " + missing.text();
            }
        }
        return text;
    }

    private InstanceNames instances() {
        List<InstanceNames.Claim> claims = new ArrayList<>();
        for (NameGroup.Part part : group.parts()) {
            for (LiveTask live : part.tasks()) {
                String label = live.instanceLabel(part.from().service());
                claims.add(new InstanceNames.Claim(live, label, group.answered(part.from()), part.addresses(live)));
            }
        }
        return new InstanceNames(name, claims, claimed);
    }

    PublishedService publish() {
        writeInstances();
        writeAddresses();
        List<Endpoint> endpoints = writeEndpoints();
        writeTasks();
        String reason = own.isEmpty() ? absence : null;
        records.exists(name.owner(), reason);
        nameAbsentPorts(reason);
        return new PublishedService(
                name.owner(),
                name.service(),
                name.domain(),
                ttl,
                group.parts().stream().map(NamePublisher::source).toList(),
                endpoints,
                reason);
    }

    private void writeInstances() {
        for (NameGroup.Part part : group.parts()) {
            for (LiveTask live : part.tasks()) {
                InstanceNames.Instance instance = instances.of(live);
                if (instance != null) {
                    int rank = part.name().rank();
                    records.own(instance.name(), ttl, instance.addresses(), Kind.INSTANCE, rank);
                }
            }
        }
        for (NameGroup.Part part : group.parts()) {
            for (LiveTask live : part.tasks()) {
                if (instances.of(live) == null) {
                    nameAbsentInstance(live.instanceLabel(part.from().service()), absence);
                }
            }
            for (String label : part.from().instances()) {
                if (!instances.isGiven(label)) {
                    nameAbsentInstance(label, "instance " + label + " is not running; " + group.absence());
                }
            }
        }
    }

    private void nameAbsentInstance(String label, String reason) {
        Name absent = label == null ? null : name.instance(label);
        if (absent != null && claimed.takeForInstance(absent)) {
            records.exists(absent, reason);
        }
    }

    private void writeAddresses() {
        for (NameGroup.Part part : group.parts()) {
            if (nameServer) {
                part.tasks().forEach(live -> writeAddresses(live.nodeAddresses(), 1));
                continue;
            }
            for (Found found : part.found()) {
                if (group.preferred(found)) {
                    writeAddresses(found.addresses(), found.weight());
                }
            }
        }
    }

    private void writeAddresses(List<InetAddress> addresses, int weight) {
        for (InetAddress address : addresses) {
            records.address(name.owner(), ttl, address, weight);
            own.add(address);
        }
    }

    private List<Endpoint> writeEndpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (NameGroup.Part part : group.parts()) {
            for (Found found : part.found()) {
                Endpoint endpoint = endpoint(found, target(found, part.name().rank()));
                endpoints.add(endpoint);
                if (endpoint.answered() && endpoint.port() > 0) {
                    writeSrv(endpoint, part.from().service().name());
                }
            }
        }
        return endpoints;
    }

    /** A name that resolves to exactly these addresses: a host name and no alias (RFC 2782, Target). */
    private Name target(Found found, int rank) {
        if (found.tasks().isEmpty() && own.equals(Set.copyOf(found.addresses()))) {
            records.own(name.owner(), ttl, found.addresses(), Kind.VIRTUAL_IP, rank);
            return name.owner();
        }
        for (LiveTask live : found.tasks()) {
            InstanceNames.Instance instance = instances.of(live);
            if (instance != null && instance.addresses().equals(found.addresses())) {
                return instance.name();
            }
        }
        return records.hex(found.addresses().get(0), ttl);
    }

    private Endpoint endpoint(Found found, Name target) {
        LiveTask live = found.tasks().isEmpty() ? null : found.tasks().get(0);
        return new Endpoint(
                target,
                found.addresses(),
                found.port(),
                found.protocol(),
                found.portNames(),
                found.from().service().id(),
                live == null ? null : live.task().id(),
                live == null || live.node() == null ? null : live.node().node().hostName(),
                found.state(),
                found.priority(),
                found.weight(),
                group.answered(found));
    }

    private void writeSrv(Endpoint endpoint, String service) {
        for (Name owner : srvNames(endpoint.portNames(), endpoint.protocol(), service)) {
            records.srv(owner, ttl, endpoint.priority(), endpoint.weight(), endpoint.port(), endpoint.target());
        }
    }

    private Name srvName(Protocol protocol) {
        return srvNames.computeIfAbsent(protocol, name::srv);
    }

    private List<Name> srvNames(List<String> portNames, Protocol protocol, String service) {
        List<Name> owners = new ArrayList<>();
        Name own = srvName(protocol);
        if (own != null) {
            owners.add(own);
        }
        for (String portName : portNames) {
            Name named = name.srv(portName, protocol);
            Name other = named == null ? null : claimed.serviceOfSrvName(named);
            if (other != null) {
                findings.warnOfService(
                        service,
                        "its port " + portName + " would be " + named + ", which is the SRV name of " + other
                                + "; call the port something else");
            } else if (named != null) {
                owners.add(named);
            }
        }
        return owners;
    }

    /** All of the tasks on their network, whatever the view, the priority and the weight. */
    private void writeTasks() {
        Name tasks = name.tasks();
        if (tasks == null || claimed.isService(tasks)) {
            return;
        }
        boolean any = false;
        for (NameGroup.Part part : group.parts()) {
            for (LiveTask live : part.tasks()) {
                any = true;
                writeTask(tasks, live, part);
            }
        }
        records.exists(tasks, any ? "no task has an address on a network" : absence);
    }

    private void writeTask(Name tasks, LiveTask live, NameGroup.Part part) {
        InstanceNames.Instance instance = instances.of(live);
        for (InetAddress address : live.addresses(part.from().network())) {
            records.address(tasks, ttl, address, 1);
            if (instance != null) {
                records.pointer(address, ttl, Kind.TASK, part.name().rank(), instance.name());
            }
        }
    }

    /** SRV names that have no record now exist all the same, as long as the service has such a port. */
    private void nameAbsentPorts(String reason) {
        for (NameGroup.Part part : group.parts()) {
            String service = part.from().service().name();
            for (NamedPort port : part.from().ports().all()) {
                List<String> names = port.name() == null ? List.of() : List.of(port.name());
                for (Name owner : srvNames(names, port.protocol(), service)) {
                    records.exists(owner, reason != null ? reason : "no endpoint has the port " + port + " now");
                }
            }
            Name owner = srvName(Protocol.TCP);
            if (part.from().ports().all().isEmpty() && owner != null && claimed.serviceOfSrvName(owner) == null) {
                String why = "the service publishes no port and " + ServiceLabels.PORT + " names none";
                records.exists(owner, reason != null ? reason : why);
            }
        }
    }

    private static PublishedService.Source source(NameGroup.Part part) {
        LabelledService from = part.from();
        return new PublishedService.Source(
                from.service().id(),
                from.service().name(),
                from.labels().view(),
                from.network() == null ? null : from.network().name());
    }
}
