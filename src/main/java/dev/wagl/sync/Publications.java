package dev.wagl.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The publications of late, and who follows them. As many are kept as bring a follower up to date who was away for a moment;
 * memory is bounded. Any thread.
 *
 * <p>A follower says by its generation how far it is. Replicas that know the same have the same one, so it may go on at another
 * replica; and where a generation comes back, the follower is as far as the last time it was there.
 */
public final class Publications {

    static final int MOST = 256;
    static final int MOST_NAMES = 8_000;

    private final Deque<Publication> past = new ArrayDeque<>();
    private final Set<Consumer<Publication>> followers = new LinkedHashSet<>();

    /** The generation before the first that is kept; null where there was none. */
    private String before;

    private int names;

    /**
     * Where a follower begins.
     *
     * @param current the last publication; null before the first
     * @param missed what came after the generation it knew, the oldest first
     * @param known whether that is all it has missed; if not, it has to read anew
     */
    public record Beginning(Publication current, List<Publication> missed, boolean known) {}

    synchronized void add(Publication publication) {
        past.add(publication);
        names += publication.told();
        while (past.size() > MOST || names > MOST_NAMES && past.size() > 1) {
            Publication oldest = past.remove();
            names -= oldest.told();
            before = oldest.generation();
        }
        followers.forEach(follower -> follower.accept(publication));
    }

    /**
     * Has a follower told of each publication from now on, in their order; it must not block.
     *
     * @param generation that the follower knows; null where it knows none
     * @param begin told first, before any other
     */
    public synchronized void follow(String generation, Consumer<Beginning> begin, Consumer<Publication> follower) {
        followers.add(follower);
        List<Publication> missed = new ArrayList<>(past);
        int known = generation == null || generation.equals(before) ? 0 : -1;
        for (int at = 0; at < missed.size(); at++) {
            if (missed.get(at).generation().equals(generation)) {
                known = at + 1;
            }
        }
        boolean asked = generation != null;
        begin.accept(new Beginning(
                past.peekLast(), asked && known >= 0 ? missed.subList(known, missed.size()) : List.of(), known >= 0));
    }

    public synchronized void leave(Consumer<Publication> follower) {
        followers.remove(follower);
    }

    public synchronized int followers() {
        return followers.size();
    }
}
