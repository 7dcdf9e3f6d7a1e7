package dev.wagl.swarm;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The {@code dns.*} labels of an object; all others are dropped while they are read. */
final class LabelsReader {

    private static final String PREFIX = "dns.";

    private LabelsReader() {}

    static Map<String, String> read(Json labels) throws IOException {
        Map<String, String> kept = new HashMap<>();
        labels.fields((name, value) -> {
            String text = name.startsWith(PREFIX) ? value.label(name) : null;
            if (text != null) {
                kept.put(name, text);
            }
        });
        return kept;
    }
}
