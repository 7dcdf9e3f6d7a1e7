package dev.wagl.swarm;

import dev.wagl.swarm.Service.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One element of {@code GET /services?status=true}, as its fields come by. */
final class ServiceReader {

    private String id;
    private String name;
    private long version;
    private Instant changedAt = Instant.EPOCH;
    private Mode mode = Mode.REPLICATED;
    private int replicas = -1;
    private int desired = -1;
    private int running = -1;
    private Map<String, String> serviceLabels = Map.of();
    private Map<String, String> containerLabels = Map.of();
    /** What Swarm has assigned; null before it has. */
    private Set<PublishedPort> assignedPorts;

    private final Set<PublishedPort> specPorts = new LinkedHashSet<>();
    private final List<VirtualIp> virtualIps = new ArrayList<>();
    private final Set<String> networkIds = new LinkedHashSet<>();
    private boolean updating;
    private final List<String> wrong = new ArrayList<>();

    private ServiceReader() {}

    static void read(Json element, Listing<Service> listing) throws IOException {
        ServiceReader reader = new ServiceReader();
        element.fields(reader::service);
        reader.finish(listing);
    }

    private void finish(Listing<Service> listing) {
        listing.sawIndex(version);
        if (!listing.isNew(id)) {
            return;
        }
        if (!listing.isNamed(id, name)) {
            return;
        }
        wrong.forEach(reason -> listing.leaveOut(id, reason));
        Map<String, String> labels = new HashMap<>(containerLabels);
        labels.putAll(serviceLabels);
        listing.add(new Service(
                id,
                name,
                version,
                changedAt,
                mode,
                desired >= 0 ? desired : replicas,
                running,
                labels,
                List.copyOf(assignedPorts != null ? assignedPorts : specPorts),
                virtualIps,
                List.copyOf(networkIds),
                updating));
    }

    private void service(String field, Json value) throws IOException {
        switch (field) {
            case "ID" -> id = value.text();
            case "Version" -> version = VersionReader.index(value);
            case "UpdatedAt" -> {
                Instant time = value.time();
                changedAt = time == null ? changedAt : time;
            }
            case "Spec" -> value.fields(this::spec);
            case "Endpoint" -> value.fields(this::endpoint);
            case "UpdateStatus" -> value.fields(this::updateStatus);
            case "ServiceStatus" -> value.fields(this::serviceStatus);
            default -> {}
        }
    }

    private void spec(String field, Json value) throws IOException {
        switch (field) {
            case "Name" -> name = value.text();
            case "Labels" -> serviceLabels = LabelsReader.read(value);
            case "TaskTemplate" -> value.fields(this::taskTemplate);
            case "Mode" -> value.fields(this::mode);
            // Where networks stood before API 1.25; engines still accept and answer them there.
            case "Networks" -> networks(value);
            case "EndpointSpec" ->
                value.fields((key, ports) -> {
                    if (key.equals("Ports")) {
                        ports(ports, specPorts);
                    }
                });
            default -> {}
        }
    }

    private void taskTemplate(String field, Json value) throws IOException {
        switch (field) {
            case "ContainerSpec" ->
                value.fields((key, labels) -> {
                    if (key.equals("Labels")) {
                        containerLabels = LabelsReader.read(labels);
                    }
                });
            case "Networks" -> networks(value);
            default -> {}
        }
    }

    private void networks(Json value) throws IOException {
        value.items(network -> network.fields((key, target) -> {
            if (key.equals("Target") && target.text() != null) {
                networkIds.add(target.text());
            }
        }));
    }

    private void mode(String field, Json value) throws IOException {
        switch (field) {
            case "Replicated" -> {
                mode = Mode.REPLICATED;
                value.fields((key, number) -> {
                    if (key.equals("Replicas")) {
                        replicas = number.integer(-1);
                    }
                });
            }
            case "Global" -> mode = Mode.GLOBAL;
            case "ReplicatedJob", "GlobalJob" -> mode = Mode.JOB;
            default -> {}
        }
    }

    private void endpoint(String field, Json value) throws IOException {
        switch (field) {
            case "Ports" -> {
                if (value.isArray()) {
                    assignedPorts = new LinkedHashSet<>();
                    ports(value, assignedPorts);
                }
            }
            case "VirtualIPs" -> value.items(vip -> new VirtualIpReader().read(vip));
            default -> {}
        }
    }

    private void ports(Json value, Set<PublishedPort> into) throws IOException {
        value.items(item -> {
            PublishedPort port = PortReader.read(item, false, reason -> {
                if (!wrong.contains(reason)) {
                    wrong.add(reason);
                }
            });
            if (port != null) {
                into.add(port);
            }
        });
    }

    private void updateStatus(String field, Json value) throws IOException {
        if (field.equals("State")) {
            String state = value.text();
            updating = "updating".equals(state) || "rollback_started".equals(state);
        }
    }

    private void serviceStatus(String field, Json value) throws IOException {
        switch (field) {
            case "RunningTasks" -> running = value.integer(-1);
            case "DesiredTasks" -> desired = value.integer(-1);
            default -> {}
        }
    }

    /** One element of {@code Endpoint.VirtualIPs}. It has no address yet while Swarm allocates one. */
    private final class VirtualIpReader {
        private String networkId;
        private String address;

        void read(Json vip) throws IOException {
            vip.fields((field, value) -> {
                switch (field) {
                    case "NetworkID" -> networkId = value.text();
                    case "Addr" -> address = value.text();
                    default -> {}
                }
            });
            if (address == null || address.isEmpty()) {
                return;
            }
            InetAddress parsed = Addresses.parseCidr(address);
            if (parsed == null) {
                wrong.add("virtual IP " + Listing.quoted(address) + " is not an address");
            } else if (networkId == null) {
                wrong.add("virtual IP " + Listing.quoted(address) + " is on no network");
            } else {
                virtualIps.add(new VirtualIp(networkId, parsed));
            }
        }
    }
}
