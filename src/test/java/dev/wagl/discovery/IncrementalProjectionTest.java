package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.swarm.Snapshot;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBytes;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A projection is what its snapshot says: what it takes over from the one before must not show. */
class IncrementalProjectionTest {

    private static final int CHANGES = 120;

    /** Small ones, in which nearly all collide; and some in which most do not, whose table of names has many pages. */
    static Stream<Arguments> swarms() {
        return Stream.concat(
                IntStream.range(0, 24).mapToObj(seed -> Arguments.of(seed, 8)),
                IntStream.range(0, 4).mapToObj(seed -> Arguments.of(seed, 120)));
    }

    @ParameterizedTest
    @MethodSource("swarms")
    void historyDoesNotShow(int seed, int size) {
        RandomSwarm random = new RandomSwarm(seed, size);
        ZoneProjection projection = new ZoneProjection(random.config());
        Snapshot snapshot = random.snapshot();
        Projection before = null;
        List<String> served = List.of();
        long shared = 0;
        for (int i = 0; i < CHANGES; i++) {
            Projection after = projection.project(snapshot, i, before);
            Projection anew = projection.project(snapshot, i);

            List<String> bytes = ZoneBytes.of(after.zone());
            assertThat(bytes).isEqualTo(ZoneBytes.of(anew.zone()));
            assertThat(after.zone().generation()).isEqualTo(anew.zone().generation());
            assertThat(after.zone().sameContent(anew.zone())).isTrue();
            assertThat(after.services()).isEqualTo(anew.services());
            assertThat(after.leftOut()).isEqualTo(anew.leftOut());
            assertThat(after.warnings()).isEqualTo(anew.warnings());
            assertThat(before == null ? served : ZoneBytes.of(before.zone()))
                    .as("the zone before is served on meanwhile")
                    .isEqualTo(served);
            Zone old = before == null ? null : before.zone();
            shared += old == null
                    ? 0
                    : after.zone().shown().stream()
                            .filter(node -> old.find(node.owner()) == node)
                            .count();
            before = after;
            served = bytes;
            snapshot = random.random.nextInt(8) == 0 ? random.snapshot() : random.changed(snapshot);
        }
        assertThat(shared).as("nodes that are of two zones").isGreaterThan(CHANGES);
    }

    /** Whoever has another configuration takes nothing over. */
    @Test
    void whatAnotherConfigurationMadeIsNotTakenOver() {
        RandomSwarm random = new RandomSwarm(1, 8);
        Snapshot snapshot = random.snapshot();
        Projection before = new ZoneProjection(random.config()).project(snapshot, 1);
        NamingConfig other = new NamingConfig(Projected.CONFIG.domain().child("other"), 7, null, List.of());

        Projection after = new ZoneProjection(other).project(snapshot, 2, before);

        assertThat(ZoneBytes.of(after.zone()))
                .isEqualTo(ZoneBytes.of(
                        new ZoneProjection(other).project(snapshot, 2).zone()));
    }
}
