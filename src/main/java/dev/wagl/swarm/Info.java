package dev.wagl.swarm;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What an engine says of itself ({@code GET /info}).
 *
 * @param engineId the engine's own id; may be empty
 * @param name the machine's host name
 * @param swarm false on engines that never heard of it, and on the classic Swarm manager of 2015: no {@code Swarm} section
 * @param localNodeState {@code inactive}, {@code pending}, {@code active}, {@code error} or {@code locked}; empty without a
 *     {@code Swarm} section
 * @param controlAvailable whether it is a manager that can be asked
 * @param nodeAddress {@code Swarm.NodeAddr}; null without one
 * @param swarmError {@code Swarm.Error}; mostly empty
 * @param clusterId {@code Swarm.Cluster.ID}; empty but on a manager
 * @param managers addresses of the managers it knows, as it writes them
 */
record Info(
        String engineId,
        String name,
        boolean swarm,
        String localNodeState,
        boolean controlAvailable,
        InetAddress nodeAddress,
        String swarmError,
        String clusterId,
        List<String> managers) {

    static Info read(Json root) throws IOException {
        if (!root.isObject()) {
            throw new BodyException("is not an object");
        }
        Reading reading = new Reading();
        root.fields(reading::root);
        if (!reading.known) {
            throw new BodyException("has nothing in it that an engine says of itself");
        }
        return new Info(
                reading.engineId,
                reading.name,
                reading.swarm,
                reading.localNodeState,
                reading.controlAvailable,
                reading.nodeAddress,
                reading.swarmError,
                reading.clusterId,
                reading.managers);
    }

    boolean isManager() {
        return localNodeState.equals("active") && controlAvailable;
    }

    /** The fields as they come by. */
    private static final class Reading {
        private boolean known;
        private String engineId = "";
        private String name = "";
        private boolean swarm;
        private String localNodeState = "";
        private boolean controlAvailable;
        private InetAddress nodeAddress;
        private String swarmError = "";
        private String clusterId = "";
        private final List<String> managers = new ArrayList<>();

        void root(String field, Json value) throws IOException {
            switch (field) {
                case "ID" -> {
                    known = true;
                    engineId = orEmpty(value.text());
                }
                case "Name" -> name = orEmpty(value.text());
                case "Containers", "ServerVersion" -> known = true;
                case "Swarm" -> {
                    swarm = value.isObject();
                    value.fields(this::swarm);
                }
                default -> {}
            }
        }

        private void swarm(String field, Json value) throws IOException {
            switch (field) {
                case "LocalNodeState" -> localNodeState = orEmpty(value.text());
                case "ControlAvailable" -> controlAvailable = value.isTrue();
                case "NodeAddr" -> nodeAddress = Addresses.parse(value.text());
                case "Error" -> swarmError = orEmpty(value.text());
                case "Cluster" ->
                    value.fields((key, id) -> {
                        if (key.equals("ID")) {
                            clusterId = orEmpty(id.text());
                        }
                    });
                case "RemoteManagers" ->
                    value.items(manager -> manager.fields((key, address) -> {
                        if (key.equals("Addr") && address.text() != null) {
                            managers.add(address.text());
                        }
                    }));
                default -> {}
            }
        }

        private static String orEmpty(String text) {
            return text == null ? "" : text;
        }
    }
}
