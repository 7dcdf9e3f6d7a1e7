package dev.wagl.forwarding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.wagl.forwarding.CachedReply.State;
import java.util.concurrent.atomic.LongAdder;

/**
 * Replies by their questions, of which the seldom used ones go when their octets are too many. Thread-safe; to ask it makes no
 * object and takes no lock.
 *
 * <p>That a name does not exist is kept once for all its types (RFC 2308 5), under type 0, which nobody can ask for here. Expired
 * replies stay until there is no room or they are replaced: they may be needed (RFC 8767).
 */
final class ReplyCache {

    /** No type: all of them. */
    private static final int EVERY_TYPE = 0;

    /** Octets of all the objects that hold an entry together, Caffeine's and those of its tables included; measured. */
    private static final int OVERHEAD = 310;

    /** No entry takes more than this part of the room. */
    private static final int PART = 16;

    /** Null if there is none. Its keys are Questions; a QuestionView can be asked for. */
    private final Cache<Object, CachedReply> entries;

    private final long largest;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder staleUses = new LongAdder();
    private final LongAdder prefetches = new LongAdder();

    /** @param bytes of memory it may take, all told; 0 = off, then failures are forgotten, too */
    ReplyCache(long bytes) {
        largest = bytes / PART;
        entries = bytes == 0
                ? null
                : Caffeine.newBuilder()
                        .maximumWeight(bytes)
                        .weigher(ReplyCache::weight)
                        // Its upkeep is small and takes turns: no thread is worth waking up for it.
                        .executor(Runnable::run)
                        .build();
    }

    private static int weight(Object key, CachedReply cached) {
        int name = ((Question) key).name().length();
        return OVERHEAD + name + (cached.reply() == null ? 0 : cached.reply().octets());
    }

    /** What is known, or null. */
    CachedReply get(QuestionView question, long now) {
        if (entries == null) {
            return null;
        }
        CachedReply cached = entries.getIfPresent(question);
        if (state(cached, now) != State.FRESH) {
            int type = question.type();
            question.type(EVERY_TYPE);
            cached = better(cached, entries.getIfPresent(question), now);
            question.type(type);
        }
        return cached;
    }

    /** What is held for the question, or for its name if that is fresh or all there is. */
    private static CachedReply better(CachedReply cached, CachedReply denial, long now) {
        State denialState = state(denial, now);
        if (denialState == State.FRESH || state(cached, now) == State.DEAD) {
            return denialState == State.DEAD ? null : denial;
        }
        return cached;
    }

    private static State state(CachedReply cached, long now) {
        return cached == null ? State.DEAD : cached.state(now);
    }

    /** Notes that a reply or a failure was told. */
    void hit() {
        hits.increment();
    }

    /** Notes that what there is does not do. */
    void missed() {
        if (entries != null) {
            misses.increment();
        }
    }

    /** What is known, or null. */
    CachedReply peek(Question question, long now) {
        if (entries == null) {
            return null;
        }
        return better(entries.getIfPresent(question), entries.getIfPresent(question.withType(EVERY_TYPE)), now);
    }

    /** Notes that a stale reply was told because no upstream helped in time. */
    void usedStale() {
        staleUses.increment();
    }

    /** Keeps a reply for its lifetime, if it has one; what was known before is outdated in any case. */
    void put(Question question, Reply reply) {
        if (entries == null) {
            return;
        }
        Question denied = question.withType(EVERY_TYPE);
        CachedReply cached = CachedReply.of(reply);
        boolean kept = reply.lifetime() > 0 && weight(question, cached) <= largest;
        if (reply.deniesName()) {
            entries.invalidate(question);
            putOrInvalidate(denied, cached, kept);
        } else {
            entries.invalidate(denied);
            putOrInvalidate(question, cached, kept);
        }
    }

    private void putOrInvalidate(Question question, CachedReply cached, boolean kept) {
        if (kept) {
            entries.put(question, cached);
        } else {
            entries.invalidate(question);
        }
    }

    /** Notes that all upstreams have failed: for 1 s, twice as long each time it happens again, at most 30 s. */
    void putFailure(Question question, int errorCode, long now) {
        if (entries == null) {
            return;
        }
        CachedReply denial = entries.getIfPresent(question.withType(EVERY_TYPE));
        Reply denied = denial == null ? null : denial.reply();
        entries.asMap().compute(question, (key, before) -> {
            Reply last = before == null || before.reply() == null ? denied : before.reply();
            return CachedReply.failed(before, last, errorCode, now);
        });
    }

    /** Whether the caller, and no other, should ask again now for what is asked often and will soon expire. */
    boolean claimPrefetch(CachedReply fresh, long now) {
        boolean claimed = fresh.claimPrefetch(now);
        if (claimed) {
            prefetches.increment();
        }
        return claimed;
    }

    /** Answers from here, failures included. */
    long hits() {
        return hits.sum();
    }

    /** Questions that upstreams had to be asked. */
    long misses() {
        return misses.sum();
    }

    /** Expired replies that were told. */
    long staleUses() {
        return staleUses.sum();
    }

    /** Replies that were fetched again before they expired. */
    long prefetches() {
        return prefetches.sum();
    }

    /** How many there are, about. */
    long size() {
        return entries == null ? 0 : entries.estimatedSize();
    }

    /** Octets that they take, overhead included. */
    long bytes() {
        return entries == null
                ? 0
                : entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }
}
