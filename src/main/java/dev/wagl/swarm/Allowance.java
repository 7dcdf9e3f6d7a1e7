package dev.wagl.swarm;

/**
 * How much of an engine's answers may be kept, all lists of a refresh together: what an engine lists, in earnest or not, must not
 * fill the heap, for that would end wagl. It is a share of the heap, since a snapshot stands there beside the one before, with
 * a zone of each. What is only skipped costs nothing, and is bounded by time alone.
 *
 * <p>It is an estimate, on the high side: each text that is asked for counts, each item of a list, and not what becomes of them.
 */
final class Allowance {

    /** An object with its fields, and its place in a list or a map. */
    private static final int ITEM = 64;

    /** A string, without its characters. */
    private static final int TEXT = 40;

    /** Of 10,000 tasks in 1,000 services 13 MB are counted, which a heap of 51 MB has room for. */
    static final int SHARE = 3;

    private final long most;
    private long used;

    Allowance(long most) {
        this.most = most;
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
        if (used > most) {
            throw new BodyException("has more in it than there is memory for, which is " + (most >> 20)
                    + " MB for the lists of a refresh; give wagl more memory if the Swarm is that large");
        }
    }
}
