package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.swarm.Snapshot;
import dev.wagl.zone.Zone;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A snapshot written as text, projected, and what may be asked of the result: records in zone-file text. */
final class Projected {

    static final NamingConfig CONFIG =
            new NamingConfig(Name.parse("swarm."), 1, null, List.of(SwarmText.ip("192.0.2.53")));

    private final Projection projection;

    private Projected(Projection projection) {
        this.projection = projection;
    }

    static Projected of(String snapshot) {
        return of(SwarmText.snapshot(snapshot), CONFIG);
    }

    static Projected of(Snapshot snapshot, NamingConfig config) {
        return new Projected(new ZoneProjection(config).project(snapshot, 1));
    }

    Projection projection() {
        return projection;
    }

    Zone zone() {
        return projection.zone();
    }

    /**
     * For each owner in the text: it has exactly these records, beside the SOA and NS of each apex. Owners that end without a dot lie in {@code swarm.}; the
     * TTL and the class may be left out where they are {@code 1 IN}.
     */
    Projected has(String records) {
        Map<String, List<String>> byOwner = new TreeMap<>();
        records.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            String[] parts = line.split("\\s+", 2);
            String owner = absolute(parts[0]);
            String rest = parts[1].matches("[0-9]+ IN .*") ? parts[1] : "1 IN " + parts[1].replaceFirst("^IN ", "");
            byOwner.computeIfAbsent(owner, key -> new ArrayList<>()).add(owner + " " + rest);
        });
        byOwner.forEach(
                (owner, lines) -> assertThat(records(Name.parse(owner))).containsExactlyInAnyOrderElementsOf(lines));
        return this;
    }

    /** The records of an owner in zone-file text, without those that each apex has. */
    List<String> records(Name owner) {
        return zone().describe(owner).stream()
                .filter(line -> !line.contains(" IN SOA ") && !line.contains(" IN NS "))
                .toList();
    }

    /** No such name: NXDOMAIN. */
    Projected hasNo(String... owners) {
        for (String owner : owners) {
            assertThat(zone().find(Name.parse(absolute(owner)))).as(owner).isNull();
        }
        return this;
    }

    /** The name exists without records, and says why. */
    Projected hasNothingAt(String owner, String reason) {
        Name name = Name.parse(absolute(owner));
        assertThat(zone().describe(name)).isEmpty();
        assertThat(zone().find(name)).as(owner).isNotNull();
        byte[] told = zone().find(name).reason();
        assertThat(told).as("reason of " + owner).isNotNull();
        assertThat(new String(told, StandardCharsets.UTF_8)).contains(reason);
        return this;
    }

    /** Nothing but these was left out; each is written {@code kind name reason}. */
    Projected leavesOut(String... expected) {
        assertThat(projection.leftOut())
                .extracting(left -> left.kind().name().toLowerCase(Locale.ROOT) + " " + left.name() + " "
                        + left.reason().metricLabel())
                .containsExactlyInAnyOrder(expected);
        return this;
    }

    /** Of what was left out, some text holds all of these. */
    Projected says(String... parts) {
        assertThat(projection.leftOut())
                .anySatisfy(left -> assertThat(left.toString()).contains(parts));
        return this;
    }

    Projected warnsOf(String... parts) {
        assertThat(projection.warnings())
                .anySatisfy(warning -> assertThat(warning).contains(parts));
        return this;
    }

    Projected warnsOfNothing() {
        assertThat(projection.warnings()).isEmpty();
        return this;
    }

    PublishedService service(String name) {
        return projection.services().stream()
                .filter(service -> service.name().equals(Name.parse(absolute(name))))
                .findFirst()
                .orElseThrow();
    }

    private static String absolute(String owner) {
        return owner.endsWith(".") ? owner : owner + ".swarm.";
    }
}
