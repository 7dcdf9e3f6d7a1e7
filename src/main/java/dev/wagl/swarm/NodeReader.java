package dev.wagl.swarm;

import dev.wagl.swarm.Node.Role;
import dev.wagl.swarm.Node.State;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One element of {@code GET /nodes}, as its fields come by. */
final class NodeReader {

    private String id;
    private long version;
    private Instant changedAt = Instant.EPOCH;
    private String hostName = "";
    private String role;
    private String state;
    private boolean leader;
    private boolean drained;
    private String addressLabel;
    private InetAddress statusAddress;
    private InetAddress managerAddress;
    private final List<String> wrong = new ArrayList<>();

    private NodeReader() {}

    static void read(Json element, Listing<Node> listing) throws IOException {
        NodeReader reader = new NodeReader();
        element.fields(reader::node);
        reader.finish(listing);
    }

    private void finish(Listing<Node> listing) {
        listing.sawIndex(version);
        if (!listing.isNew(id)) {
            return;
        }
        if (!"manager".equals(role) && !"worker".equals(role)) {
            listing.leaveOut(id, "has the unknown role " + Listing.quoted(role));
            return;
        }
        State known = state(state);
        if (known == null) {
            listing.leaveOut(id, "has the unknown state " + Listing.quoted(state));
            return;
        }
        wrong.forEach(reason -> listing.leaveOut(id, reason));
        listing.add(new Node(
                id,
                version,
                changedAt,
                drained,
                hostName,
                role.equals("manager") ? Role.MANAGER : Role.WORKER,
                leader,
                known,
                addressLabel,
                statusAddress,
                managerAddress));
    }

    private static State state(String text) {
        if (text == null) {
            return State.UNKNOWN;
        }
        return switch (text) {
            case "unknown", "" -> State.UNKNOWN;
            case "down" -> State.DOWN;
            case "ready" -> State.READY;
            case "disconnected" -> State.DISCONNECTED;
            default -> null;
        };
    }

    private void node(String field, Json value) throws IOException {
        switch (field) {
            case "ID" -> id = value.text();
            case "Version" -> version = VersionReader.index(value);
            case "UpdatedAt" -> {
                Instant time = value.time();
                changedAt = time == null ? changedAt : time;
            }
            case "Spec" -> value.fields(this::spec);
            case "Description" ->
                value.fields((key, name) -> {
                    if (key.equals("Hostname") && name.text() != null) {
                        hostName(name.text());
                    }
                });
            case "Status" -> value.fields(this::status);
            case "ManagerStatus" -> value.fields(this::managerStatus);
            default -> {}
        }
    }

    private void spec(String field, Json value) throws IOException {
        switch (field) {
            case "Role" -> role = value.text();
            case "Availability" -> drained = "drain".equals(value.text());
            case "Labels" -> addressLabel = LabelsReader.read(value).get("dns.address");
            default -> {}
        }
    }

    private void status(String field, Json value) throws IOException {
        switch (field) {
            case "State" -> state = value.text();
            case "Addr" -> statusAddress = address(value.text(), Addresses.parse(value.text()));
            default -> {}
        }
    }

    private void managerStatus(String field, Json value) throws IOException {
        switch (field) {
            case "Leader" -> leader = value.isTrue();
            case "Addr" -> managerAddress = address(value.text(), Addresses.parseHostPort(value.text()));
            default -> {}
        }
    }

    /** RFC 1035 2.3.4: longer than any name can be. */
    private void hostName(String text) {
        if (text.length() > Listing.LONGEST_NAME) {
            wrong.add("has a host name of " + text.length() + " characters");
        } else {
            hostName = text;
        }
    }

    private InetAddress address(String text, InetAddress parsed) {
        if (parsed == null && text != null && !text.isEmpty()) {
            wrong.add("address " + Listing.quoted(text) + " is not an address");
        }
        return parsed;
    }
}
