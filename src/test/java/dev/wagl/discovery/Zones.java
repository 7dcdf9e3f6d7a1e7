package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import java.util.ArrayList;
import java.util.List;

/** The whole zone as text. */
final class Zones {

    private Zones() {}

    /** Every record but those at the apex, and those that the reverse names have as apexes of their own. */
    static List<String> lines(Projected projected) {
        Name apex = projected.zone().apex();
        List<String> lines = new ArrayList<>();
        for (Name owner : projected.zone().owners()) {
            if (!owner.equals(apex)) {
                lines.addAll(projected.records(owner));
            }
        }
        return lines;
    }

    static void assertWhole(Projected projected, String expected) {
        assertThat(lines(projected))
                .containsExactlyInAnyOrderElementsOf(
                        expected.lines().map(String::strip).toList());
    }
}
