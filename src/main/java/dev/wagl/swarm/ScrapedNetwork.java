package dev.wagl.swarm;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One element of {@code /networks}. */
final class ScrapedNetwork {
    private final Map<String, String> labels = new LinkedHashMap<>();

    ScrapedNetwork(Json network) throws IOException {
        labels.put(ScrapeLabels.PREFIX + "network_internal", "false");
        labels.put(ScrapeLabels.PREFIX + "network_ingress", "false");
        network.fields((field, value) -> {
            switch (field) {
                case "Id" -> labels.put(ScrapeLabels.PREFIX + "network_id", ScrapeLabels.text(value));
                case "Name" -> labels.put(ScrapeLabels.PREFIX + "network_name", ScrapeLabels.text(value));
                case "Scope" -> labels.put(ScrapeLabels.PREFIX + "network_scope", ScrapeLabels.text(value));
                case "Internal" ->
                    labels.put(ScrapeLabels.PREFIX + "network_internal", Boolean.toString(value.isTrue()));
                case "Ingress" -> labels.put(ScrapeLabels.PREFIX + "network_ingress", Boolean.toString(value.isTrue()));
                case "Labels" -> ScrapeLabels.put(value, "network_label_", labels);
                default -> {}
            }
        });
    }

    String id() {
        return labels.getOrDefault(ScrapeLabels.PREFIX + "network_id", "");
    }

    Map<String, String> labels() {
        return labels;
    }
}
