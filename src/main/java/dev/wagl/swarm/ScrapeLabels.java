package dev.wagl.swarm;

import java.io.IOException;
import java.util.Map;

/** The words of {@code dockerswarm_sd}, and how it reads what it makes labels of. */
final class ScrapeLabels {

    static final String PREFIX = "__meta_dockerswarm_";

    private ScrapeLabels() {}

    static String text(Json value) throws IOException {
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

    static void put(Json object, String prefix, Map<String, String> labels) throws IOException {
        object.fields((name, value) -> labels.put(PREFIX + prefix + sanitized(name), text(value)));
    }

    /** The address of {@code 10.0.0.2/24}; as Go writes it, which for IPv4 is as it stands. */
    static String host(String cidr) {
        int slash = cidr.indexOf('/');
        return slash < 0 ? cidr : cidr.substring(0, slash);
    }
}
