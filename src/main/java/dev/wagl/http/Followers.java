package dev.wagl.http;

import dev.wagl.http.Follower.Message;
import dev.wagl.sync.Publication;
import dev.wagl.sync.Publications;
import dev.wagl.sync.SyncState;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Those who follow, as many as there may be. */
@Singleton
final class Followers {

    /** Each costs a connection, and what a slow one has not taken yet. */
    static final int MOST = 256;

    private static final Duration BEAT = Duration.ofSeconds(10);

    private final Publications publications;
    private final Vertx vertx;
    private final Map<Follower, Consumer<Publication>> all = new ConcurrentHashMap<>();
    private boolean beating;

    @Inject
    Followers(SyncState state, Vertx vertx) {
        this.publications = state.publications();
        this.vertx = vertx;
    }

    /**
     * One more; a problem where there are too many.
     *
     * @param generation that it knows; null where it knows none
     * @param abort ends its connection as it is
     */
    synchronized Follower add(String generation, Runnable abort) {
        if (all.size() >= MOST) {
            throw ProblemException.unavailable("there are " + MOST + " followers, and no more are taken", 10);
        }
        Follower[] self = new Follower[1];
        self[0] = new Follower(abort, () -> remove(self[0]));
        Consumer<Publication> told = publication -> self[0].tell(new Message.Published(publication));
        all.put(self[0], told);
        publications.follow(generation, beginning -> begin(self[0], generation, beginning), told);
        beat();
        return self[0];
    }

    int size() {
        return all.size();
    }

    private static void begin(Follower follower, String generation, Publications.Beginning beginning) {
        if (generation == null) {
            follower.tell(new Message.Current(beginning.current()));
        } else if (!beginning.known()) {
            follower.tell(new Message.ReadAnew(beginning.current()));
        } else {
            beginning.missed().forEach(missed -> follower.tell(new Message.Published(missed)));
        }
    }

    private void remove(Follower follower) {
        Consumer<Publication> told = all.remove(follower);
        if (told != null) {
            publications.leave(told);
        }
    }

    private void beat() {
        if (!beating) {
            beating = true;
            vertx.setPeriodic(BEAT.toMillis(), due -> all.keySet().forEach(one -> one.beat(System.nanoTime())));
        }
    }
}
