package dev.wagl.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The parameters of a request's query. */
final class Query {

    private static final Set<String> FALSE = Set.of("", "0", "no", "false", "none");

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Parameters out of a query as it stands in the URI.
     *
     * @param raw null for none
     */
    static Query parse(String raw) {
        var values = new HashMap<String, String>();
        if (raw != null) {
            for (var pair : raw.split("&")) {
                var parts = pair.split("=", 2);
                values.putIfAbsent(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1]));
            }
        }
        return new Query(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ApiError(400, "invalid URL escape in query: " + text);
        }
    }

    /** Null where it is absent. */
    String value(String key) {
        return values.get(key);
    }

    /** As Docker reads a boolean: whatever is not a known way to say no. */
    boolean isTrue(String key) {
        var value = values.get(key);
        return value != null && !FALSE.contains(value.trim().toLowerCase(Locale.ROOT));
    }
}
