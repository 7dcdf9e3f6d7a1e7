package dev.wagl.swarm;

import dev.wagl.swarm.Container.ContainerNetwork;
import dev.wagl.swarm.PublishedPort.Protocol;
import dev.wagl.swarm.PublishedPort.PublishMode;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One element of {@code GET /containers/json?all=true}, as its fields come by. */
final class ContainerReader {

    private String id;
    private final List<String> names = new ArrayList<>();
    private Map<String, String> labels = Map.of();
    private String state;
    private String status = "";
    private String health;
    private Instant createdAt = Instant.EPOCH;
    private final Set<PublishedPort> ports = new LinkedHashSet<>();
    private final List<ContainerNetwork> networks = new ArrayList<>();
    private final Set<String> wrong = new LinkedHashSet<>();

    private ContainerReader() {}

    static void read(Json element, Listing<Container> listing) throws IOException {
        ContainerReader reader = new ContainerReader();
        element.fields(reader::container);
        reader.finish(listing);
    }

    private void finish(Listing<Container> listing) {
        if (!listing.isNew(id)) {
            return;
        }
        String[] name = name();
        if (!listing.isNamed(id, name == null ? null : name[1])) {
            return;
        }
        TaskState known = state();
        if (known == null) {
            listing.leaveOut(id, "has the unknown state " + Listing.quoted(state));
            return;
        }
        wrong.forEach(reason -> listing.leaveOut(id, reason));
        listing.add(new Container(id, name[0], name[1], labels, known, createdAt, portsOnce(), networks));
    }

    private void container(String field, Json value) throws IOException {
        switch (field) {
            case "Id", "ID" -> id = value.text();
            case "Names" ->
                value.items(name -> {
                    if (name.text() != null) {
                        names.add(name.text());
                    }
                });
            case "Labels" -> labels = LabelsReader.read(value);
            case "State" -> state = value.text();
            case "Status" -> status = value.text() == null ? "" : value.text();
            // Engines since 29 say it here as well as in the words of Status.
            case "Health" ->
                value.fields((key, word) -> {
                    if (key.equals("Status")) {
                        health = word.text();
                    }
                });
            case "Created" -> createdAt = Instant.ofEpochSecond(Math.max(0, value.integer(0)));
            case "Ports" -> value.items(port -> new ContainerPortReader().read(port));
            case "NetworkSettings" ->
                value.fields((key, list) -> {
                    if (key.equals("Networks")) {
                        list.fields((name, network) -> new ContainerNetworkReader(name).read(network));
                    }
                });
            default -> {}
        }
    }

    /**
     * Node and name. A plain engine says {@code /name}, and {@code /other/alias} besides if {@code other} links to it; the
     * classic Swarm manager puts the node before each of them.
     */
    private String[] name() {
        String[] shortest = null;
        for (String text : names) {
            String[] parts = (text.startsWith("/") ? text.substring(1) : text).split("/", -1);
            if (!parts[parts.length - 1].isEmpty() && (shortest == null || parts.length < shortest.length)) {
                shortest = parts;
            }
        }
        if (shortest == null) {
            return null;
        }
        return shortest.length == 1
                ? new String[] {null, shortest[0]}
                : new String[] {shortest[0], shortest[shortest.length - 1]};
    }

    /** Null if it is unknown. What is up but not healthy is told as starting, what does not run keeps its name. */
    private TaskState state() {
        return switch (state == null ? stateOfStatus() : state) {
            case "running" -> isHealthy() ? TaskState.RUNNING : TaskState.STARTING;
            case "created" -> TaskState.NEW;
            case "paused", "restarting" -> TaskState.READY;
            case "exited", "stopped" -> TaskState.COMPLETE;
            case "dead" -> TaskState.FAILED;
            case "removing" -> TaskState.REMOVE;
            default -> null;
        };
    }

    private boolean isHealthy() {
        return health != null
                ? !health.equals("starting") && !health.equals("unhealthy")
                : !status.endsWith("(health: starting)") && !status.endsWith("(unhealthy)");
    }

    /** Engines before API 1.23, and the classic Swarm manager before them, say it in words only. */
    private String stateOfStatus() {
        if (status.startsWith("Up")) {
            return status.endsWith("(Paused)") ? "paused" : "running";
        }
        if (status.isEmpty() || status.startsWith("Created")) {
            return "created";
        }
        if (status.startsWith("Exited")) {
            return "exited";
        }
        if (status.startsWith("Restarting")) {
            return "restarting";
        }
        return status.startsWith("Removal") ? "removing" : status.startsWith("Dead") ? "dead" : status;
    }

    /** The ports without the second of two that are one endpoint: published on {@code 0.0.0.0} and on {@code ::}. */
    private List<PublishedPort> portsOnce() {
        return ports.stream()
                .filter(port -> !isEveryIpv6(port.hostAddress()) || !ports.contains(onEveryIpv4(port)))
                .toList();
    }

    private static boolean isEveryIpv6(InetAddress address) {
        return address != null && address.isAnyLocalAddress() && address.getAddress().length == 16;
    }

    private static PublishedPort onEveryIpv4(PublishedPort port) {
        InetAddress everyIpv4 = Addresses.parse("0.0.0.0");
        return new PublishedPort(port.name(), everyIpv4, port.published(), port.target(), port.protocol(), port.mode());
    }

    /** One element of {@code Ports}; a port that is only exposed has no public one, and is none of ours. */
    private final class ContainerPortReader {
        private String hostAddress;
        private long published;
        private long target;
        private String protocol = "tcp";

        void read(Json port) throws IOException {
            port.fields((field, value) -> {
                switch (field) {
                    case "IP" -> hostAddress = value.text();
                    case "PublicPort" -> published = value.number(-1);
                    case "PrivatePort" -> target = value.number(-1);
                    case "Type" -> protocol = value.text();
                    default -> {}
                }
            });
            if (published == 0) {
                return;
            }
            Protocol known = PortReader.protocol(protocol);
            InetAddress address = Addresses.parse(hostAddress);
            if (known == null) {
                wrong.add("a port has the protocol " + Listing.quoted(protocol) + ", not tcp, udp or sctp");
            } else if (!PortReader.isPort(published)) {
                wrong.add("published port " + published + " is not a port (1 to 65535)");
            } else if (!PortReader.isPort(target)) {
                wrong.add("target port " + target + " is not a port (1 to 65535)");
            } else if (address == null && hostAddress != null && !hostAddress.isEmpty()) {
                wrong.add("port address " + Listing.quoted(hostAddress) + " is not an address");
            } else {
                ports.add(new PublishedPort(null, address, (int) published, (int) target, known, PublishMode.HOST));
            }
        }
    }

    /** One entry of {@code NetworkSettings.Networks}; engines since 29 say nothing of addresses anywhere else. */
    private final class ContainerNetworkReader {
        private final String name;
        private String id = "";
        private final List<InetAddress> addresses = new ArrayList<>();

        ContainerNetworkReader(String name) {
            this.name = name;
        }

        void read(Json network) throws IOException {
            network.fields((field, value) -> {
                switch (field) {
                    case "NetworkID" -> id = value.text() == null ? "" : value.text();
                    case "IPAddress", "GlobalIPv6Address" -> address(value.text());
                    default -> {}
                }
            });
            networks.add(new ContainerNetwork(id.isEmpty() ? name : id, name, addresses));
        }

        private void address(String text) {
            if (text == null || text.isEmpty()) {
                return;
            }
            InetAddress address = Addresses.parse(text);
            if (address == null) {
                wrong.add("address " + Listing.quoted(text) + " is not an address");
            } else {
                addresses.add(address);
            }
        }
    }
}
