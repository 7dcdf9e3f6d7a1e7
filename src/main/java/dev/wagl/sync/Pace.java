package dev.wagl.sync;

import dev.wagl.sync.Attention.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * When the next call is due, and which: a refresh, or a look at the fingerprint that tells whether one is needed. Plain state
 * without a clock of its own; times are nanoseconds of a monotonic clock, of which only differences mean anything.
 *
 * <ul>
 *   <li>idle: a refresh at its interval, a look in between;
 *   <li>active, after a hint or while services are under way: refreshes a fraction of a second apart;
 *   <li>calm, for what does not come to rest: a refresh a second, a look in between;
 *   <li>after a failure: tried again soon, then more seldom.
 * </ul>
 *
 * <p>A slow engine is asked more seldom: at most a tenth of the time is spent in calls while idle, and half of it otherwise. It is slow
 * if it was twice.
 */
final class Pace {

    /** What is due. */
    enum Call {
        REFRESH,
        LOOK
    }

    /** What a look has shown. */
    enum Look {
        SAME,
        MOVED,
        FAILED
    }

    /** From the start of one refresh to the start of one that a hint asked for: a burst of events is a handful of refreshes. */
    static final Duration HINT_GAP = Duration.ofMillis(200);

    /** The same where hints do not cease. */
    static final Duration WORN_GAP = Duration.ofMillis(500);

    /** From one refresh to the next just after a hint. */
    static final Duration CLOSE = Duration.ofMillis(250);

    /** From one refresh to the next while services are under way. */
    static final Duration ACTIVE = Duration.ofMillis(500);

    static final Duration CALM = Duration.ofSeconds(1);

    static final Duration LOOK = Duration.ofMillis(500);

    /** How long after a hint refreshes follow closely. */
    static final Duration JUST_HINTED = Duration.ofSeconds(1);

    /**
     * How long after a hint the pace is active though nothing seems to be under way: the event of a container comes before the
     * managers know of its task's new state, and that of a service before its tasks follow.
     */
    static final Duration AFTER_HINT = Duration.ofSeconds(3);

    /** To the first try after a failure; each further failure doubles it, up to the longest. */
    static final Duration FIRST_RETRY = Duration.ofMillis(500);

    /** Within two seconds after a manager is well again, its truth is to be answered again. */
    static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    /** Of the time a call has taken, that is left free of calls after it. */
    private static final int FREE_WHILE_IDLE = 9;

    private static final int FREE_WHILE_ACTIVE = 1;

    private final long idle;
    private final long longest;

    private long refreshDue;
    private long lookDue;

    /** The last call: when it began, when it ended, and how long such a call keeps the engine busy. */
    private long begun;

    private long refreshBegun;
    private long ended;
    private long took;

    /** How long the last one of each kind took. */
    private final Map<Call, Long> lately = new EnumMap<>(Call.class);

    private long retry = FIRST_RETRY.toNanos();
    private Level underWay = Level.IDLE;

    /** Null before the first hint. */
    private Attention hints;

    private long hinted;

    /**
     * @param refresh from one refresh to the next while nothing asks for one
     * @param longest what that may grow to if the engine is slow; not less
     * @param now the first refresh is due at once
     */
    Pace(Duration refresh, Duration longest, long now) {
        this.idle = refresh.toNanos();
        this.longest = longest.toNanos();
        refreshDue = now;
        lookDue = now;
        refreshBegun = now - idle;
        ended = now;
    }

    /** Nanoseconds to the next call; zero or less: it is due. */
    long untilDue(long now) {
        return Math.min(untilRefresh(now), untilLook(now));
    }

    long untilRefresh(long now) {
        return refreshDue - now;
    }

    long untilLook(long now) {
        return lookDue - now;
    }

    /** The call that is due; null if none is. */
    Call due(long now) {
        return untilRefresh(now) <= 0 ? Call.REFRESH : untilLook(now) <= 0 ? Call.LOOK : null;
    }

    /** Something has changed: the next refresh is brought forward, never put off. */
    void hint(long now) {
        noteHint(now);
        bringForward(hints.level(now) == Level.ACTIVE ? HINT_GAP : WORN_GAP, now);
    }

    private void bringForward(Duration gap, long now) {
        long soonest = later(now, later(refreshBegun + gap.toNanos(), ended + took * FREE_WHILE_ACTIVE));
        refreshDue = earlier(refreshDue, soonest);
    }

    /**
     * Each hint goes on for no time at all: hints are at rest between any two of them. Where there is always one within that rest
     * they wear out, unless somebody gives an order: a drain begins a moment after its node was changed, and no look shows it.
     */
    private void noteHint(long now) {
        if (hints == null) {
            hints = new Attention(now);
        }
        hints.goesOn(now);
        hints.rests(now);
        hinted = now;
    }

    /** A call begins. A hint from here on asks for a refresh after it. */
    void started(Call call, long now) {
        begun = now;
        if (call == Call.REFRESH) {
            refreshBegun = now;
        }
    }

    /** The refresh that was started has ended. */
    void refreshed(Outcome outcome, long now) {
        if (!outcome.answered()) {
            failed(now);
            return;
        }
        ended = now;
        took = outcome.steady() ? usual(Call.REFRESH, now - begun) : 0;
        retry = FIRST_RETRY.toNanos();
        underWay = outcome.level();
        if (outcome.moved()) {
            noteHint(now);
            if (outcome.ordered()) {
                hints.moves(now);
            }
        }
        switch (level(now)) {
            case ACTIVE -> {
                refreshDue = spaced(justHinted(now, JUST_HINTED) ? CLOSE : ACTIVE, FREE_WHILE_ACTIVE);
                lookDue = refreshDue;
            }
            case CALM -> {
                refreshDue = spaced(CALM, FREE_WHILE_ACTIVE);
                lookDue = spaced(LOOK, FREE_WHILE_ACTIVE);
            }
            case IDLE -> {
                refreshDue =
                        later(refreshBegun + idle, earlier(ended + took * FREE_WHILE_IDLE, refreshBegun + longest));
                lookDue = spaced(LOOK, FREE_WHILE_IDLE);
            }
        }
    }

    private Level level(long now) {
        return justHinted(now, AFTER_HINT) ? underWay.orMore(hints.level(now)) : underWay;
    }

    private boolean justHinted(long now, Duration within) {
        return hints != null && now - hinted < within.toNanos();
    }

    /** An interval after the last call began, and so that it leaves as much time free of calls. */
    private long spaced(Duration interval, int free) {
        return later(begun + interval.toNanos(), ended + took * free);
    }

    /** The look that was started has ended. */
    void looked(Look look, long now) {
        ended = now;
        took = look == Look.FAILED ? 0 : usual(Call.LOOK, now - begun);
        int free = level(now) == Level.IDLE ? FREE_WHILE_IDLE : FREE_WHILE_ACTIVE;
        lookDue = spaced(LOOK, free);
        if (look == Look.SAME) {
            long postponed = later(refreshDue, ended + took * free);
            refreshDue = later(refreshDue, earlier(postponed, refreshBegun + longest));
        } else {
            noteHint(now);
            bringForward(HINT_GAP, now);
        }
    }

    /** The shorter of the last two: an engine that was silent once, until there was a new leader, is not slow for that. */
    private long usual(Call call, long took) {
        Long before = lately.put(call, took);
        return before == null ? took : Math.min(before, took);
    }

    /** An engine that does not answer is not slow, and is asked again all the same. */
    private void failed(long now) {
        ended = now;
        took = 0;
        refreshDue = earlier(now + retry, begun + idle);
        lookDue = refreshDue;
        retry = Math.min(LONGEST_RETRY.toNanos(), retry * 2);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private static long later(long one, long other) {
        return one - other < 0 ? other : one;
    }
}
