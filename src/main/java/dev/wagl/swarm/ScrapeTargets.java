package dev.wagl.swarm;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what Prometheus' {@code dockerswarm_sd} (its package {@code discovery/moby}) reads, and makes of it the same targets with
 * the same labels, with its filter desired-state=running. Services, nodes and networks are read first; tasks, of which there
 * may be many, are told while they are read.
 */
final class ScrapeTargets {

    private static final String PREFIX = "__meta_dockerswarm_";
    private static final String TASKS =
            "/tasks?filters=" + URLEncoder.encode("{\"desired-state\":[\"running\"]}", StandardCharsets.UTF_8);

    private final Engine engine;
    private final String defaultPort;
    private final ScrapeTarget.Sink found;
    private final Map<String, Map<String, String>> networkLabels = new HashMap<>();
    private final Map<String, Map<String, String>> nodeLabels = new HashMap<>();
    private final Map<String, Map<String, String>> serviceLabels = new HashMap<>();
    private final Map<String, List<RawPort>> servicePorts = new HashMap<>();

    ScrapeTargets(Engine engine, int port, ScrapeTarget.Sink found) {
        this.engine = engine;
        this.defaultPort = Integer.toString(port);
        this.found = found;
    }

    void read(ScrapeRole role) throws IOException {
        switch (role) {
            case NODES -> list("/nodes", node -> new NodeFields(node).tellTarget());
            case SERVICES -> {
                list("/networks", network -> new NetworkFields(network).keep());
                list("/services", service -> new ServiceFields(service).tellTargets());
            }
            case TASKS -> {
                list("/networks", network -> new NetworkFields(network).keep());
                list("/nodes", node -> new NodeFields(node).keep());
                list("/services", service -> new ServiceFields(service).keep());
                list(TASKS, task -> new TaskFields(task).tellTargets());
            }
        }
    }

    private void list(String path, Json.Item element) throws IOException {
        engine.get(path, root -> {
            if (!root.isArray()) {
                throw new BodyException("is not a list");
            }
            root.items(element);
            return null;
        });
    }

    private void tell(String host, String port, Map<String, String> labels) throws IOException {
        found.accept(new ScrapeTarget((host.contains(":") ? "[" + host + "]" : host) + ":" + port, labels));
    }

    /** A port, in the engine's own words. */
    private record RawPort(String name, String protocol, String published, String mode) {

        static RawPort read(Json port) throws IOException {
            String[] fields = {"", "", "0", ""};
            port.fields((field, value) -> {
                switch (field) {
                    case "Name" -> fields[0] = text(value);
                    case "Protocol" -> fields[1] = text(value);
                    case "PublishedPort" -> fields[2] = Long.toString(value.number(0));
                    case "PublishMode" -> fields[3] = text(value);
                    default -> {}
                }
            });
            return new RawPort(fields[0], fields[1], fields[2], fields[3]);
        }

        boolean isTcp() {
            return protocol.equals("tcp");
        }
    }

    private static String text(Json value) throws IOException {
        return value.text() == null ? "" : value.text();
    }

    /** {@code strutil.SanitizeLabelName} of Prometheus. */
    private static String sanitized(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            boolean legal = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
            text.append(legal ? c : '_');
        }
        return text.toString();
    }

    private static void labels(Json object, String prefix, Map<String, String> labels) throws IOException {
        object.fields((name, value) -> labels.put(PREFIX + prefix + sanitized(name), text(value)));
    }

    /** The address of {@code 10.0.0.2/24}; as Go writes it, which for IPv4 is as it stands. */
    private static String host(String cidr) {
        int slash = cidr.indexOf('/');
        return slash < 0 ? cidr : cidr.substring(0, slash);
    }

    /** One element of {@code /networks}. */
    private final class NetworkFields {
        private final Map<String, String> labels = new LinkedHashMap<>();

        NetworkFields(Json network) throws IOException {
            labels.put(PREFIX + "network_internal", "false");
            labels.put(PREFIX + "network_ingress", "false");
            network.fields((field, value) -> {
                switch (field) {
                    case "Id" -> labels.put(PREFIX + "network_id", text(value));
                    case "Name" -> labels.put(PREFIX + "network_name", text(value));
                    case "Scope" -> labels.put(PREFIX + "network_scope", text(value));
                    case "Internal" -> labels.put(PREFIX + "network_internal", Boolean.toString(value.isTrue()));
                    case "Ingress" -> labels.put(PREFIX + "network_ingress", Boolean.toString(value.isTrue()));
                    case "Labels" -> labels(value, "network_label_", labels);
                    default -> {}
                }
            });
        }

        void keep() {
            networkLabels.put(labels.getOrDefault(PREFIX + "network_id", ""), labels);
        }
    }

    /** One element of {@code /nodes}. */
    private final class NodeFields {
        private final Map<String, String> labels = new LinkedHashMap<>();

        /** Those that the targets of tasks do not have. */
        private final Map<String, String> more = new LinkedHashMap<>();

        NodeFields(Json node) throws IOException {
            for (String absent : List.of(
                    "id",
                    "role",
                    "address",
                    "availability",
                    "hostname",
                    "platform_architecture",
                    "platform_os",
                    "status")) {
                labels.put(PREFIX + "node_" + absent, "");
            }
            more.put(PREFIX + "node_engine_version", "");
            node.fields((field, value) -> {
                switch (field) {
                    case "ID" -> put("id", value);
                    case "Spec" -> value.fields(this::spec);
                    case "Description" -> value.fields(this::description);
                    case "Status" -> value.fields(this::status);
                    case "ManagerStatus" -> managerStatus(value);
                    default -> {}
                }
            });
        }

        private void put(String name, Json value) throws IOException {
            labels.put(PREFIX + "node_" + name, text(value));
        }

        private void spec(String field, Json value) throws IOException {
            switch (field) {
                case "Role" -> put("role", value);
                case "Availability" -> put("availability", value);
                case "Labels" -> labels(value, "node_label_", labels);
                default -> {}
            }
        }

        private void description(String field, Json value) throws IOException {
            switch (field) {
                case "Hostname" -> put("hostname", value);
                case "Platform" ->
                    value.fields((key, word) -> {
                        switch (key) {
                            case "Architecture" -> put("platform_architecture", word);
                            case "OS" -> put("platform_os", word);
                            default -> {}
                        }
                    });
                case "Engine" ->
                    value.fields((key, word) -> {
                        if (key.equals("EngineVersion")) {
                            more.put(PREFIX + "node_engine_version", text(word));
                        }
                    });
                default -> {}
            }
        }

        private void status(String field, Json value) throws IOException {
            switch (field) {
                case "State" -> put("status", value);
                case "Addr" -> put("address", value);
                default -> {}
            }
        }

        private void managerStatus(Json status) throws IOException {
            if (!status.isObject()) {
                return;
            }
            more.put(PREFIX + "node_manager_leader", "false");
            more.put(PREFIX + "node_manager_reachability", "");
            more.put(PREFIX + "node_manager_address", "");
            status.fields((field, value) -> {
                switch (field) {
                    case "Leader" -> more.put(PREFIX + "node_manager_leader", Boolean.toString(value.isTrue()));
                    case "Reachability" -> more.put(PREFIX + "node_manager_reachability", text(value));
                    case "Addr" -> more.put(PREFIX + "node_manager_address", text(value));
                    default -> {}
                }
            });
        }

        void keep() {
            nodeLabels.put(labels.get(PREFIX + "node_id"), labels);
        }

        void tellTarget() throws IOException {
            Map<String, String> all = new LinkedHashMap<>(more);
            all.putAll(labels);
            tell(labels.get(PREFIX + "node_address"), defaultPort, all);
        }
    }

    /** One element of {@code /services}. */
    private final class ServiceFields {

        /** A virtual IP, as it is written. */
        private record RawVip(String networkId, String address) {}

        private final Map<String, String> labels = new LinkedHashMap<>();

        /** Those that the targets of tasks do not have. */
        private final Map<String, String> more = new LinkedHashMap<>();

        private final List<RawPort> ports = new ArrayList<>();
        private final List<RawVip> virtualIps = new ArrayList<>();

        ServiceFields(Json service) throws IOException {
            labels.put(PREFIX + "service_id", "");
            labels.put(PREFIX + "service_name", "");
            labels.put(PREFIX + "service_mode", "");
            more.put(PREFIX + "service_task_container_hostname", "");
            more.put(PREFIX + "service_task_container_image", "");
            service.fields((field, value) -> {
                switch (field) {
                    case "ID" -> labels.put(PREFIX + "service_id", text(value));
                    case "Spec" -> value.fields(this::spec);
                    case "Endpoint" -> value.fields(this::endpoint);
                    case "UpdateStatus" ->
                        value.fields((key, word) -> {
                            if (key.equals("State")) {
                                more.put(PREFIX + "service_updating_status", text(word));
                            }
                        });
                    default -> {}
                }
            });
        }

        private void spec(String field, Json value) throws IOException {
            switch (field) {
                case "Name" -> labels.put(PREFIX + "service_name", text(value));
                case "Labels" -> labels(value, "service_label_", labels);
                case "TaskTemplate" ->
                    value.fields((key, template) -> {
                        if (key.equals("ContainerSpec")) {
                            template.fields(this::containerSpec);
                        }
                    });
                case "Mode" ->
                    value.fields((mode, details) -> {
                        switch (mode) {
                            case "Global" -> labels.put(PREFIX + "service_mode", "global");
                            case "Replicated" -> labels.put(PREFIX + "service_mode", "replicated");
                            default -> {}
                        }
                    });
                default -> {}
            }
        }

        private void containerSpec(String field, Json value) throws IOException {
            switch (field) {
                case "Hostname" -> more.put(PREFIX + "service_task_container_hostname", text(value));
                case "Image" -> more.put(PREFIX + "service_task_container_image", text(value));
                default -> {}
            }
        }

        private void endpoint(String field, Json value) throws IOException {
            switch (field) {
                case "Ports" -> value.items(port -> ports.add(RawPort.read(port)));
                case "VirtualIPs" ->
                    value.items(vip -> {
                        String[] fields = {"", ""};
                        vip.fields((key, word) -> {
                            switch (key) {
                                case "NetworkID" -> fields[0] = text(word);
                                case "Addr" -> fields[1] = text(word);
                                default -> {}
                            }
                        });
                        if (!fields[1].isEmpty()) {
                            virtualIps.add(new RawVip(fields[0], fields[1]));
                        }
                    });
                default -> {}
            }
        }

        void keep() {
            serviceLabels.put(labels.get(PREFIX + "service_id"), labels);
            servicePorts.put(labels.get(PREFIX + "service_id"), ports);
        }

        void tellTargets() throws IOException {
            List<RawPort> tcp = ports.stream().filter(RawPort::isTcp).toList();
            for (RawVip vip : virtualIps) {
                for (RawPort port : tcp) {
                    Map<String, String> all = all(vip);
                    all.put(PREFIX + "service_endpoint_port_name", port.name());
                    all.put(PREFIX + "service_endpoint_port_publish_mode", port.mode());
                    tell(host(vip.address()), port.published(), all);
                }
                if (tcp.isEmpty()) {
                    tell(host(vip.address()), defaultPort, all(vip));
                }
            }
        }

        private Map<String, String> all(RawVip vip) {
            Map<String, String> all = new LinkedHashMap<>(labels);
            all.putAll(more);
            all.putAll(networkLabels.getOrDefault(vip.networkId(), Map.of()));
            return all;
        }
    }

    /** One element of {@code /tasks}. */
    private final class TaskFields {

        /** An address on a network, as it is written. */
        private record RawAttachment(String networkId, List<String> addresses) {}

        private final Map<String, String> labels = new LinkedHashMap<>();
        private final List<RawPort> hostPorts = new ArrayList<>();
        private final List<RawAttachment> attachments = new ArrayList<>();
        private String serviceId = "";
        private String nodeId = "";

        TaskFields(Json task) throws IOException {
            labels.put(PREFIX + "task_slot", "0");
            labels.put(PREFIX + "task_id", "");
            labels.put(PREFIX + "task_desired_state", "");
            labels.put(PREFIX + "task_state", "");
            task.fields((field, value) -> {
                switch (field) {
                    case "ID" -> labels.put(PREFIX + "task_id", text(value));
                    case "Slot" -> labels.put(PREFIX + "task_slot", Long.toString(value.number(0)));
                    case "DesiredState" -> labels.put(PREFIX + "task_desired_state", text(value));
                    case "ServiceID" -> serviceId = text(value);
                    case "NodeID" -> nodeId = text(value);
                    case "Spec" -> value.fields(this::spec);
                    case "Status" -> value.fields(this::status);
                    case "NetworksAttachments" -> value.items(this::attachment);
                    default -> {}
                }
            });
        }

        private void spec(String field, Json value) throws IOException {
            if (field.equals("ContainerSpec")) {
                value.fields((key, own) -> {
                    if (key.equals("Labels")) {
                        labels(own, "container_label_", labels);
                    }
                });
            }
        }

        private void status(String field, Json value) throws IOException {
            switch (field) {
                case "State" -> labels.put(PREFIX + "task_state", text(value));
                case "ContainerStatus" -> containerStatus(value);
                case "PortStatus" ->
                    value.fields((key, ports) -> {
                        if (key.equals("Ports")) {
                            ports.items(port -> hostPorts.add(RawPort.read(port)));
                        }
                    });
                default -> {}
            }
        }

        private void containerStatus(Json status) throws IOException {
            if (!status.isObject()) {
                return;
            }
            labels.put(PREFIX + "task_container_id", "");
            status.fields((field, value) -> {
                if (field.equals("ContainerID")) {
                    labels.put(PREFIX + "task_container_id", text(value));
                }
            });
        }

        private void attachment(Json attachment) throws IOException {
            String[] network = {""};
            List<String> addresses = new ArrayList<>();
            attachment.fields((field, value) -> {
                switch (field) {
                    case "Network" ->
                        value.fields((key, id) -> {
                            if (key.equals("ID")) {
                                network[0] = text(id);
                            }
                        });
                    case "Addresses" -> value.items(address -> addresses.add(text(address)));
                    default -> {}
                }
            });
            attachments.add(new RawAttachment(network[0], addresses));
        }

        void tellTargets() throws IOException {
            Map<String, String> common = new LinkedHashMap<>(labels);
            common.putAll(serviceLabels.getOrDefault(serviceId, Map.of()));
            common.putAll(nodeLabels.getOrDefault(nodeId, Map.of()));
            for (RawPort port : hostPorts) {
                if (port.isTcp()) {
                    String host = common.getOrDefault(PREFIX + "node_address", "");
                    tell(host, port.published(), with(common, port, Map.of()));
                }
            }
            List<RawPort> tcp = servicePorts.getOrDefault(serviceId, List.of()).stream()
                    .filter(RawPort::isTcp)
                    .toList();
            for (RawAttachment attachment : attachments) {
                Map<String, String> network = networkLabels.getOrDefault(attachment.networkId(), Map.of());
                for (String address : attachment.addresses()) {
                    for (RawPort port : tcp) {
                        tell(host(address), port.published(), with(common, port, network));
                    }
                    if (tcp.isEmpty()) {
                        tell(host(address), defaultPort, with(common, null, network));
                    }
                }
            }
        }

        private static Map<String, String> with(Map<String, String> common, RawPort port, Map<String, String> network) {
            Map<String, String> all = new LinkedHashMap<>(common);
            if (port != null) {
                all.put(PREFIX + "task_port_publish_mode", port.mode());
            }
            all.putAll(network);
            return all;
        }
    }
}
