package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.Projection;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.Publications.Beginning;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Who follows, misses nothing, or knows that it does. */
public class PublicationsTest {

    private final Publications publications = new Publications();
    private final List<String> told = new ArrayList<>();

    /** Adds a publication that tells some names. */
    public static void add(Publications publications, String generation, int names) {
        publications.add(new Publication(
                generation, 1, names, Collections.nCopies(names, "name.swarm."), List.of(), List.of(), 0));
    }

    /** Has a refresh succeed, just now. */
    public static void succeeded(SyncState state, Snapshot snapshot, Projection projection) {
        state.succeeded(state.now(), snapshot, Set.of(), projection);
    }

    private Beginning follow(String generation) {
        Beginning[] beginning = new Beginning[1];
        publications.follow(
                generation, begun -> beginning[0] = begun, publication -> told.add(publication.generation()));
        return beginning[0];
    }

    private static List<String> generations(Beginning beginning) {
        return beginning.missed().stream().map(Publication::generation).toList();
    }

    @Test
    void whoKnowsNothingBeginsWithWhatIs() {
        assertThat(follow(null)).isEqualTo(new Beginning(null, List.of(), true));
        add(publications, "a", 1);
        add(publications, "b", 1);
        Beginning later = follow(null);
        assertThat(later.current().generation()).isEqualTo("b");
        assertThat(later.missed()).isEmpty();
    }

    @Test
    void whoComesBackIsToldWhatItMissed() {
        add(publications, "a", 1);
        add(publications, "b", 1);
        add(publications, "c", 1);
        assertThat(generations(follow("a"))).containsExactly("b", "c");
        assertThat(generations(follow("c"))).isEmpty();
        assertThat(follow("c").known()).isTrue();
    }

    @Test
    void whoWasAwayTooLongHasToReadAnew() {
        add(publications, "a", 1);
        assertThat(follow("never").known()).isFalse();
        for (int number = 0; number <= Publications.MOST; number++) {
            add(publications, "n" + number, 1);
        }
        assertThat(follow("a").known()).isFalse();
        // The oldest that is forgotten is still where the first that is kept began.
        assertThat(generations(follow("n0"))).hasSize(Publications.MOST);
    }

    @Test
    void whatIsKeptIsBoundedInNames() {
        add(publications, "a", 1);
        for (int number = 0; number < 20; number++) {
            add(publications, "n" + number, 1_000);
        }
        assertThat(generations(follow("n11"))).hasSize(Publications.MOST_NAMES / 1_000);
        assertThat(follow("n10").known()).isFalse();
    }

    /** The state is as it was then: nothing else is missed. */
    @Test
    void aGenerationThatComesBackCountsFromItsLastTime() {
        add(publications, "a", 1);
        add(publications, "b", 1);
        add(publications, "a", 1);
        add(publications, "c", 1);
        assertThat(generations(follow("a"))).containsExactly("c");
    }

    @Test
    void whoLeavesIsToldNoMore() {
        Consumer<Publication> follower = publication -> told.add(publication.generation());
        publications.follow(null, begun -> {}, follower);
        add(publications, "a", 1);
        publications.leave(follower);
        add(publications, "b", 1);
        assertThat(told).containsExactly("a");
        assertThat(publications.followers()).isZero();
    }
}
