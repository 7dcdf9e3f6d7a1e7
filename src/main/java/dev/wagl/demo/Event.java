package dev.wagl.demo;

import java.time.Instant;
import java.util.Map;

/**
 * One message of {@code GET /events}.
 *
 * @param type {@code service}, {@code node} or {@code container}
 * @param actorId the object's id
 */
record Event(String type, String action, String actorId, Map<String, String> attributes, Instant time) {

    boolean ofContainer() {
        return type.equals("container");
    }
}
