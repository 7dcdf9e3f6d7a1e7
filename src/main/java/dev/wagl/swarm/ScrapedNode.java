package dev.wagl.swarm;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One element of {@code /nodes}. */
final class ScrapedNode {
    private final Map<String, String> labels = new LinkedHashMap<>();

    /** Those that the targets of tasks do not have. */
    private final Map<String, String> more = new LinkedHashMap<>();

    ScrapedNode(Json node) throws IOException {
        for (String absent : List.of(
                "id",
                "role",
                "address",
                "availability",
                "hostname",
                "platform_architecture",
                "platform_os",
                "status")) {
            labels.put(ScrapeLabels.PREFIX + "node_" + absent, "");
        }
        more.put(ScrapeLabels.PREFIX + "node_engine_version", "");
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
        labels.put(ScrapeLabels.PREFIX + "node_" + name, ScrapeLabels.text(value));
    }

    private void spec(String field, Json value) throws IOException {
        switch (field) {
            case "Role" -> put("role", value);
            case "Availability" -> put("availability", value);
            case "Labels" -> ScrapeLabels.put(value, "node_label_", labels);
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
                        more.put(ScrapeLabels.PREFIX + "node_engine_version", ScrapeLabels.text(word));
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
        more.put(ScrapeLabels.PREFIX + "node_manager_leader", "false");
        more.put(ScrapeLabels.PREFIX + "node_manager_reachability", "");
        more.put(ScrapeLabels.PREFIX + "node_manager_address", "");
        status.fields((field, value) -> {
            switch (field) {
                case "Leader" ->
                    more.put(ScrapeLabels.PREFIX + "node_manager_leader", Boolean.toString(value.isTrue()));
                case "Reachability" ->
                    more.put(ScrapeLabels.PREFIX + "node_manager_reachability", ScrapeLabels.text(value));
                case "Addr" -> more.put(ScrapeLabels.PREFIX + "node_manager_address", ScrapeLabels.text(value));
                default -> {}
            }
        });
    }

    String id() {
        return labels.get(ScrapeLabels.PREFIX + "node_id");
    }

    /** Those that the targets of tasks have, too. */
    Map<String, String> labels() {
        return labels;
    }

    void tellTarget(ScrapeTargets targets) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.putAll(labels);
        targets.tell(labels.get(ScrapeLabels.PREFIX + "node_address"), targets.usualPort(), all);
    }
}
