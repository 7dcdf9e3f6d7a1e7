package dev.wagl.swarm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of an engine's answers may be kept, all lists of a refresh together: what an engine lists, in earnest or not, must not
 * fill the heap, for that would end wagl. It is a share of the heap, since a snapshot stands there beside the one before, with
 * a zone of each. What is only skipped costs nothing, and is bounded by time alone.
 *
 * <p>It is an estimate, on the high side: each text that is asked for counts, each item of a list, and not what becomes of them.
 *
 * <p>What several endpoints answer at the same time is taken out of the same: each has a part, which nothing is set aside for.
 */
final class Allowance implements AutoCloseable {

    /** An object with its fields, and its place in a list or a map. */
    private static final int ITEM = 64;

    /** A string, without its characters. */
    private static final int TEXT = 40;

    /** Of 10,000 tasks in 1,000 services 13 MB are counted, which a heap of 51 MB has room for. */
    static final int SHARE = 3;

    private final long most;
    private final AtomicLong left;

    /** Of this part. */
    private long used;

    Allowance(long most) {
        this(most, new AtomicLong(most));
    }

    private Allowance(long most, AtomicLong left) {
        this.most = most;
        this.left = left;
    }

    /** For one more that answers; used by one thread. */
    Allowance part() {
        return new Allowance(most, left);
    }

    /** The largest that this heap has room for. */
    static long ofHeap() {
        return Runtime.getRuntime().maxMemory() / SHARE;
    }

    void item() throws BodyException {
        take(ITEM);
    }

    void text(int length) throws BodyException {
        take(TEXT + length);
    }

    /** One that was not there before: it stands in two tables, and is forgotten with its body. */
    void name(int length) throws BodyException {
        take(ITEM + ITEM + TEXT + length);
    }

    private void take(long octets) throws BodyException {
        used += octets;
        if (left.addAndGet(-octets) < 0) {
            throw new BodyException("has more in it than there is memory for, which is " + (most >> 20)
                    + " MB for the lists of a refresh; give wagl more memory if the Swarm is that large");
        }
    }

    /** Gives back what was taken: it has become a snapshot, or nothing. */
    @Override
    public void close() {
        left.addAndGet(used);
        used = 0;
    }
}
