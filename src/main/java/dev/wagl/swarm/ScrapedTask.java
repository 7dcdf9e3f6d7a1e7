package dev.wagl.swarm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One element of {@code /tasks}. */
final class ScrapedTask {

    /** An address on a network, as it is written. */
    private record RawAttachment(String networkId, List<String> addresses) {}

    private final Map<String, String> labels = new LinkedHashMap<>();
    private final List<RawPort> hostPorts = new ArrayList<>();
    private final List<RawAttachment> attachments = new ArrayList<>();
    private String serviceId = "";
    private String nodeId = "";

    ScrapedTask(Json task) throws IOException {
        labels.put(ScrapeLabels.PREFIX + "task_slot", "0");
        labels.put(ScrapeLabels.PREFIX + "task_id", "");
        labels.put(ScrapeLabels.PREFIX + "task_desired_state", "");
        labels.put(ScrapeLabels.PREFIX + "task_state", "");
        task.fields((field, value) -> {
            switch (field) {
                case "ID" -> labels.put(ScrapeLabels.PREFIX + "task_id", ScrapeLabels.text(value));
                case "Slot" -> labels.put(ScrapeLabels.PREFIX + "task_slot", Long.toString(value.number(0)));
                case "DesiredState" -> labels.put(ScrapeLabels.PREFIX + "task_desired_state", ScrapeLabels.text(value));
                case "ServiceID" -> serviceId = ScrapeLabels.text(value);
                case "NodeID" -> nodeId = ScrapeLabels.text(value);
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
                    ScrapeLabels.put(own, "container_label_", labels);
                }
            });
        }
    }

    private void status(String field, Json value) throws IOException {
        switch (field) {
            case "State" -> labels.put(ScrapeLabels.PREFIX + "task_state", ScrapeLabels.text(value));
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
        labels.put(ScrapeLabels.PREFIX + "task_container_id", "");
        status.fields((field, value) -> {
            if (field.equals("ContainerID")) {
                labels.put(ScrapeLabels.PREFIX + "task_container_id", ScrapeLabels.text(value));
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
                            network[0] = ScrapeLabels.text(id);
                        }
                    });
                case "Addresses" -> value.items(address -> addresses.add(ScrapeLabels.text(address)));
                default -> {}
            }
        });
        attachments.add(new RawAttachment(network[0], addresses));
    }

    void tellTargets(ScrapeTargets targets) throws IOException {
        Map<String, String> common = new LinkedHashMap<>(labels);
        common.putAll(targets.service(serviceId));
        common.putAll(targets.node(nodeId));
        for (RawPort port : hostPorts) {
            if (port.isTcp()) {
                String host = common.getOrDefault(ScrapeLabels.PREFIX + "node_address", "");
                targets.tell(host, port.published(), with(common, port, Map.of()));
            }
        }
        List<RawPort> tcp = targets.tcpPorts(serviceId);
        for (RawAttachment attachment : attachments) {
            Map<String, String> network = targets.network(attachment.networkId());
            for (String address : attachment.addresses()) {
                for (RawPort port : tcp) {
                    targets.tell(ScrapeLabels.host(address), port.published(), with(common, port, network));
                }
                if (tcp.isEmpty()) {
                    targets.tell(ScrapeLabels.host(address), targets.usualPort(), with(common, null, network));
                }
            }
        }
    }

    private static Map<String, String> with(Map<String, String> common, RawPort port, Map<String, String> network) {
        Map<String, String> all = new LinkedHashMap<>(common);
        if (port != null) {
            all.put(ScrapeLabels.PREFIX + "task_port_publish_mode", port.mode());
        }
        all.putAll(network);
        return all;
    }
}
