package dev.wagl.swarm;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** One element of {@code GET /tasks}, as its fields come by. */
final class TaskReader {

    private String id;
    private long version;
    private String serviceId = "";
    private String nodeId = "";
    private int slot;
    private String state;
    private String desiredState;
    private Instant createdAt = Instant.EPOCH;
    private Instant stateSince;
    private String containerId;
    private final List<Attachment> attachments = new ArrayList<>();
    /** A set: the engine lists a port once for IPv4 and once more, word for word the same, for IPv6. */
    private Set<PublishedPort> ports = Set.of();

    private Set<String> wrong = Set.of();
    private final Listing<Task> listing;
    private final Consumer<Network> networks;

    private TaskReader(Listing<Task> listing, Consumer<Network> networks) {
        this.listing = listing;
        this.networks = networks;
    }

    static void read(Json element, Listing<Task> listing) throws IOException {
        read(element, listing, network -> {});
    }

    /** @param networks told of each network with a name that the task has an address on */
    static void read(Json element, Listing<Task> listing, Consumer<Network> networks) throws IOException {
        TaskReader reader = new TaskReader(listing, networks);
        element.fields(reader::task);
        reader.finish();
    }

    private void finish() {
        listing.sawIndex(version);
        if (!listing.isNew(id)) {
            return;
        }
        TaskState known = state(state);
        TaskState desired = state(desiredState);
        if (known == null || desired == null) {
            listing.leaveOut(
                    id,
                    known == null
                            ? "has the unknown state " + Listing.quoted(state)
                            : "has the unknown desired state " + Listing.quoted(desiredState));
            return;
        }
        if (nodeId.isEmpty() && known == TaskState.RUNNING) {
            listing.leaveOut(id, "runs, but on no node");
            return;
        }
        wrong.forEach(reason -> listing.leaveOut(id, reason));
        listing.add(new Task(
                id,
                version,
                listing.shared(serviceId),
                listing.shared(nodeId),
                slot,
                known,
                desired,
                createdAt,
                stateSince == null ? createdAt : stateSince,
                containerId,
                attachments,
                List.copyOf(ports)));
    }

    private static TaskState state(String text) {
        try {
            return text == null ? null : TaskState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void task(String field, Json value) throws IOException {
        switch (field) {
            case "ID" -> id = value.text();
            case "Version" -> version = VersionReader.index(value);
            case "CreatedAt" -> createdAt = orElse(value.time(), createdAt);
            case "ServiceID" -> serviceId = orElse(value.text(), "");
            case "NodeID" -> nodeId = orElse(value.text(), "");
            case "Slot" -> slot = Math.max(0, value.integer(0));
            case "DesiredState" -> desiredState = value.text();
            case "Status" -> value.fields(this::status);
            case "NetworksAttachments" -> value.items(attachment -> new AttachmentReader().read(attachment));
            default -> {}
        }
    }

    private void status(String field, Json value) throws IOException {
        switch (field) {
            case "State" -> state = value.text();
            case "Timestamp" -> stateSince = value.time();
            case "ContainerStatus" ->
                value.fields((key, container) -> {
                    String id = key.equals("ContainerID") ? container.text() : null;
                    if (id != null && !id.isEmpty()) {
                        containerId = id;
                    }
                });
            case "PortStatus" ->
                value.fields((key, list) -> {
                    if (key.equals("Ports")) {
                        list.items(this::port);
                    }
                });
            default -> {}
        }
    }

    private void port(Json value) throws IOException {
        PublishedPort port = PortReader.read(value, true, this::leaveOut);
        if (port != null) {
            ports = ports.isEmpty() ? new LinkedHashSet<>() : ports;
            ports.add(port);
        }
    }

    /** A piece of the task. */
    private void leaveOut(String reason) {
        wrong = wrong.isEmpty() ? new LinkedHashSet<>() : wrong;
        wrong.add(reason);
    }

    private static <T> T orElse(T value, T absent) {
        return value == null ? absent : value;
    }

    /** One element of {@code NetworksAttachments}. */
    private final class AttachmentReader {
        private String networkId;
        private String networkName;
        private boolean ingress;
        private final List<InetAddress> addresses = new ArrayList<>();

        void read(Json attachment) throws IOException {
            attachment.fields((field, value) -> {
                switch (field) {
                    case "Network" -> value.fields(this::network);
                    case "Addresses" -> value.items(this::address);
                    default -> {}
                }
            });
            if (networkId == null && !addresses.isEmpty()) {
                leaveOut("address " + addresses.get(0).getHostAddress() + " is on no network");
            } else if (!addresses.isEmpty()) {
                attachments.add(new Attachment(listing.shared(networkId), addresses));
                if (networkName != null && !networkName.isEmpty()) {
                    networks.accept(new Network(networkId, networkName, ingress));
                }
            }
        }

        private void network(String field, Json value) throws IOException {
            switch (field) {
                case "ID" -> networkId = value.text();
                case "Spec" ->
                    value.fields((key, word) -> {
                        switch (key) {
                            case "Name" -> networkName = word.text();
                            case "Ingress" -> ingress = word.isTrue();
                            default -> {}
                        }
                    });
                default -> {}
            }
        }

        private void address(Json value) throws IOException {
            InetAddress address = Addresses.parseCidr(value.text());
            if (address == null) {
                leaveOut("address " + Listing.quoted(value.text()) + " is not an address");
            } else {
                addresses.add(address);
            }
        }
    }
}
