package dev.wagl.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The {@code filters} of a list call, {@code {"service":["api"]}} or, as older clients write it,
 * {@code {"service":{"api":true}}}. Values of one key are alternatives, keys are conditions.
 */
final class Filters {

    static final Filters NONE = new Filters(Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Set<String>> wanted;

    private Filters(Map<String, Set<String>> wanted) {
        this.wanted = wanted;
    }

    /**
     * Filters read from the query parameter.
     *
     * @param text null or empty for none
     */
    static Filters parse(String text) {
        if (text == null || text.isEmpty()) {
            return NONE;
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ApiError(500, "filters: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw new ApiError(500, "filters: a JSON object is expected, not " + text);
        }
        var wanted = new TreeMap<String, Set<String>>();
        root.properties().forEach(field -> wanted.put(field.getKey(), values(field.getValue())));
        return new Filters(wanted);
    }

    private static Set<String> values(JsonNode node) {
        var values = new LinkedHashSet<String>();
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(values::add);
        } else {
            node.forEach(value -> values.add(value.asText()));
        }
        return values;
    }

    /** Refuses keys that the call does not know. */
    Filters accepting(Set<String> keys) {
        for (var key : wanted.keySet()) {
            if (!keys.contains(key)) {
                throw new ApiError(400, "Invalid filter '" + key + "'");
            }
        }
        return this;
    }

    Set<String> values(String key) {
        return wanted.getOrDefault(key, Set.of());
    }

    /** Whether the key is absent or one of its values passes. */
    boolean any(String key, Predicate<String> passes) {
        var values = values(key);
        return values.isEmpty() || values.stream().anyMatch(passes);
    }

    /** Labels are conditions, all of them: {@code key} or {@code key=value}. */
    boolean labels(String key, Map<String, String> labels) {
        return values(key).stream().allMatch(condition -> {
            var parts = condition.split("=", 2);
            var value = labels.get(parts[0]);
            return value != null && (parts.length == 1 || parts[1].equals(value));
        });
    }
}
