package dev.wagl.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/** One answer to {@code GET /events}: what happened since then, and what happens from now on, until it is cut off. */
final class EventStream implements AutoCloseable {

    private static final Duration FOREVER = Duration.ofDays(3650);
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,11})(?:\\.(\\d{1,9}))?");

    private final ClusterModel model;
    private final EngineJson json;
    private final Filters filters;
    private final Instant until;
    private final EventLog.Subscription subscription;

    /** Listens at once, before anything is answered: what happens after the answer began is not missed. */
    EventStream(ClusterModel model, EngineJson json, Query query) {
        this.model = model;
        this.json = json;
        this.filters = Filters.parse(query.value("filters"));
        this.until = time(query, "until");
        this.subscription = model.events.subscribe(time(query, "since"));
    }

    /** Unix seconds, with or without a fraction; null where it is absent. */
    private static Instant time(Query query, String key) {
        var text = query.value(key);
        if (text == null || text.isEmpty()) {
            return null;
        }
        var matcher = SECONDS.matcher(text);
        if (!matcher.matches()) {
            throw new ApiError(400, key + ": Unix seconds are expected, not " + text);
        }
        var fraction = matcher.group(2) == null ? "" : matcher.group(2);
        return Instant.ofEpochSecond(
                Long.parseLong(matcher.group(1)), Long.parseLong((fraction + "000000000").substring(0, 9)));
    }

    /** Returns when the client, {@code until} or the cluster's end cuts it off. */
    void writeTo(OutputStream out) throws IOException {
        out.flush();
        var ends = until == null ? FOREVER : Duration.between(model.now(), until);
        var deadline = Instant.now().plus(ends.compareTo(FOREVER) < 0 ? ends : FOREVER);
        try {
            while (true) {
                var left = Duration.between(Instant.now(), deadline);
                var event = subscription.next(left.isNegative() ? Duration.ZERO : left);
                if (event == null || until != null && event.time().isAfter(until)) {
                    return;
                }
                if (passes(event)) {
                    out.write(EngineApi.bytes(json.event(event)));
                    out.write('\n');
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        subscription.close();
    }

    private boolean passes(Event event) {
        return filters.any("type", event.type()::equals)
                && filters.any(
                        "event",
                        value -> event.action().equals(value) || event.action().startsWith(value + ":"))
                && filters.any("scope", (event.ofContainer() ? "local" : "swarm")::equals)
                && refersTo(event, "service")
                && refersTo(event, "node")
                && refersTo(event, "container")
                && filters.labels("label", event.attributes());
    }

    private boolean refersTo(Event event, String type) {
        return filters.any(
                type,
                reference -> event.type().equals(type)
                        && (event.actorId().startsWith(reference)
                                || reference.equals(event.attributes().get("name"))));
    }
}
