package dev.wagl.real;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * A Prometheus that runs, through its HTTP API.
 *
 * @param prefix what comes before a command for it to run where Prometheus is reached
 * @param url without the slash at its end
 */
record Prometheus(List<String> prefix, String url) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it takes an expression for at this moment: one element for each series. */
    JsonNode query(String expression) {
        return api("query", "query=" + expression).path("result");
    }

    /** Values of an expression that are numbers; none where nothing is known, as 0 / 0. */
    List<Double> numbers(String expression) {
        return StreamSupport.stream(query(expression).spliterator(), false)
                .map(series ->
                        Double.parseDouble(series.path("value").path(1).asText().replace("Inf", "Infinity")))
                .filter(number -> !number.isNaN())
                .toList();
    }

    /** Address and labels of each target of a job, as its discovery gave them, without what names the job and the discovery itself. */
    Set<Map<String, String>> discovered(String job) {
        Set<Map<String, String>> all = new TreeSet<>(Comparator.comparing(Map::toString));
        for (String kind : List.of("activeTargets", "droppedTargets")) {
            for (JsonNode target : api("targets").path(kind)) {
                Map<String, String> labels = new TreeMap<>();
                target.path("discoveredLabels")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asText()));
                if (job.equals(labels.remove("job"))) {
                    labels.remove("__meta_url");
                    all.add(labels);
                }
            }
        }
        return all;
    }

    /** Labels of each target of a job that is scraped, by its health: {@code up}, {@code down}, {@code unknown}. */
    Map<String, List<String>> instances(String job) {
        Map<String, List<String>> all = new TreeMap<>();
        for (JsonNode target : api("targets").path("activeTargets")) {
            JsonNode labels = target.path("labels");
            if (labels.path("job").asText().equals(job)) {
                all.computeIfAbsent(target.path("health").asText(), health -> new ArrayList<>())
                        .add(labels.path("instance").asText());
            }
        }
        return all;
    }

    /** Its alert rules: name, query, health and lastError of each. */
    List<JsonNode> alerts() {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode group : api("rules").path("groups")) {
            group.path("rules").forEach(all::add);
        }
        return all;
    }

    /** Names of those that fire now. */
    Set<String> firing() {
        Set<String> names = new TreeSet<>();
        query("ALERTS{alertstate=\"firing\"}")
                .forEach(series ->
                        names.add(series.path("metric").path("alertname").asText()));
        return names;
    }

    private JsonNode api(String path, String... parameters) {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(List.of("curl", "-s", "-S", "--get", url + "/api/v1/" + path));
        for (String parameter : parameters) {
            line.addAll(List.of("--data-urlencode", parameter));
        }
        String text = Command.of(line).output();
        try {
            JsonNode response = JSON.readTree(text);
            if (!response.path("status").asText().equals("success")) {
                throw new AssertionError(String.join(" ", parameters) + ": " + text);
            }
            return response.path("data");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
