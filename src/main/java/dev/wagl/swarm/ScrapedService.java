package dev.wagl.swarm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One element of {@code /services}. */
final class ScrapedService {

    /** A virtual IP, as it is written. */
    private record RawVip(String networkId, String address) {}

    private final Map<String, String> labels = new LinkedHashMap<>();

    /** Those that the targets of tasks do not have. */
    private final Map<String, String> more = new LinkedHashMap<>();

    private final List<RawPort> ports = new ArrayList<>();
    private final List<RawVip> virtualIps = new ArrayList<>();

    ScrapedService(Json service) throws IOException {
        labels.put(ScrapeLabels.PREFIX + "service_id", "");
        labels.put(ScrapeLabels.PREFIX + "service_name", "");
        labels.put(ScrapeLabels.PREFIX + "service_mode", "");
        more.put(ScrapeLabels.PREFIX + "service_task_container_hostname", "");
        more.put(ScrapeLabels.PREFIX + "service_task_container_image", "");
        service.fields((field, value) -> {
            switch (field) {
                case "ID" -> labels.put(ScrapeLabels.PREFIX + "service_id", ScrapeLabels.text(value));
                case "Spec" -> value.fields(this::spec);
                case "Endpoint" -> value.fields(this::endpoint);
                case "UpdateStatus" ->
                    value.fields((key, word) -> {
                        if (key.equals("State")) {
                            more.put(ScrapeLabels.PREFIX + "service_updating_status", ScrapeLabels.text(word));
                        }
                    });
                default -> {}
            }
        });
    }

    private void spec(String field, Json value) throws IOException {
        switch (field) {
            case "Name" -> labels.put(ScrapeLabels.PREFIX + "service_name", ScrapeLabels.text(value));
            case "Labels" -> ScrapeLabels.put(value, "service_label_", labels);
            case "TaskTemplate" ->
                value.fields((key, template) -> {
                    if (key.equals("ContainerSpec")) {
                        template.fields(this::containerSpec);
                    }
                });
            case "Mode" ->
                value.fields((mode, details) -> {
                    switch (mode) {
                        case "Global" -> labels.put(ScrapeLabels.PREFIX + "service_mode", "global");
                        case "Replicated" -> labels.put(ScrapeLabels.PREFIX + "service_mode", "replicated");
                        default -> {}
                    }
                });
            default -> {}
        }
    }

    private void containerSpec(String field, Json value) throws IOException {
        switch (field) {
            case "Hostname" ->
                more.put(ScrapeLabels.PREFIX + "service_task_container_hostname", ScrapeLabels.text(value));
            case "Image" -> more.put(ScrapeLabels.PREFIX + "service_task_container_image", ScrapeLabels.text(value));
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
                            case "NetworkID" -> fields[0] = ScrapeLabels.text(word);
                            case "Addr" -> fields[1] = ScrapeLabels.text(word);
                            default -> {}
                        }
                    });
                    // Empty in a node's own network (bridge, host). There dockerswarm_sd gives up, and finds no service
                    // at all.
                    if (!fields[1].isEmpty()) {
                        virtualIps.add(new RawVip(fields[0], fields[1]));
                    }
                });
            default -> {}
        }
    }

    String id() {
        return labels.get(ScrapeLabels.PREFIX + "service_id");
    }

    /** Those that the targets of tasks have, too. */
    Map<String, String> labels() {
        return labels;
    }

    List<RawPort> tcpPorts() {
        return ports.stream().filter(RawPort::isTcp).toList();
    }

    void tellTargets(ScrapeTargets targets) throws IOException {
        List<RawPort> tcp = tcpPorts();
        for (RawVip vip : virtualIps) {
            for (RawPort port : tcp) {
                Map<String, String> all = all(vip, targets);
                all.put(ScrapeLabels.PREFIX + "service_endpoint_port_name", port.name());
                all.put(ScrapeLabels.PREFIX + "service_endpoint_port_publish_mode", port.mode());
                targets.tell(ScrapeLabels.host(vip.address()), port.published(), all);
            }
            if (tcp.isEmpty()) {
                targets.tell(ScrapeLabels.host(vip.address()), targets.usualPort(), all(vip, targets));
            }
        }
    }

    private Map<String, String> all(RawVip vip, ScrapeTargets targets) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.putAll(more);
        all.putAll(targets.network(vip.networkId()));
        return all;
    }
}
