package dev.wagl.swarm;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of an engine's answers may be kept, all lists of a refresh together: what an engine lists, in earnest or not, must not
 * fill the heap, for that would end wagl. It is a share of the heap, since a snapshot stands there beside the one before, with
 * a zone of each. What is only skipped costs nothing, and is bounded by time alone.
 *
 * <p>It is an estimate, on the high side: each text that is asked for counts, each item of a list, and not what becomes of them.
 *
 * <p>What several endpoints answer at the same time is taken out of the same: each has a part, which nothing is set aside for. When
 * that is not enough for all, the youngest part gives way, and an older one waits until what that took is given back: who fits alone
 * is not refused because of one that came later.
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

    /** The parts that are open, the oldest first; guarded by itself. */
    private final Deque<Allowance> parts;

    /** Null of the whole, and of a part that is closed. Guarded by {@link #parts}. */
    private Runnable leave;

    private volatile boolean gaveWay;

    /** Of this part; written by its thread alone. */
    private volatile long used;

    Allowance(long most) {
        this(most, new AtomicLong(most), new ArrayDeque<>(), null);
    }

    private Allowance(long most, AtomicLong left, Deque<Allowance> parts, Runnable leave) {
        this.most = most;
        this.left = left;
        this.parts = parts;
        this.leave = leave;
    }

    /**
     * For one more that answers; used by one thread.
     *
     * @param leave ends what that thread waits for, so that the part is closed soon; called by another one when it has to give way
     */
    Allowance part(Runnable leave) {
        Allowance part = new Allowance(most, left, parts, leave);
        synchronized (parts) {
            parts.addLast(part);
        }
        return part;
    }

    /** Whether it had to: then whatever went wrong with the answer comes of that. */
    boolean gaveWay() {
        return gaveWay;
    }

    /** The largest that this heap has room for. */
    static long ofHeap() {
        return Runtime.getRuntime().maxMemory() / SHARE;
    }

    void item() throws IOException {
        take(ITEM);
    }

    void text(int length) throws IOException {
        take(TEXT + length);
    }

    /** One that was not there before: it stands in two tables, and is forgotten with its body. */
    void name(int length) throws IOException {
        take(ITEM + ITEM + TEXT + length);
    }

    private void take(long octets) throws IOException {
        used += octets;
        if (left.addAndGet(-octets) < 0 || gaveWay) {
            makeRoom();
        }
    }

    private void makeRoom() throws IOException {
        synchronized (parts) {
            while (left.get() < 0 || gaveWay) {
                if (!gaveWay && left.get() + used >= most) {
                    throw new BodyException("has more in it than there is memory for, which is " + (most >> 20)
                            + " MB for the lists of a refresh; give wagl more memory if the Swarm is that large");
                }
                Allowance youngest = youngest();
                gaveWay |= youngest == this;
                if (gaveWay) {
                    throw new NoRoomException();
                }
                youngest.gaveWay = true;
                youngest.leave.run();
                awaitEnd(youngest);
            }
        }
    }

    /** Of those that have taken anything, as this one has: what is only waited for is in nobody's way. */
    private Allowance youngest() {
        Iterator<Allowance> youngestFirst = parts.descendingIterator();
        while (youngestFirst.hasNext()) {
            Allowance part = youngestFirst.next();
            if (part.used > 0) {
                return part;
            }
        }
        return this;
    }

    private void awaitEnd(Allowance other) throws InterruptedIOException {
        try {
            while (other.leave != null) {
                parts.wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** Gives back what was taken: it has become a snapshot, or nothing. */
    @Override
    public void close() {
        synchronized (parts) {
            left.addAndGet(used);
            used = 0;
            // It knows all of what it was for, and an engine knows it until it is asked again.
            leave = null;
            parts.remove(this);
            parts.notifyAll();
        }
    }
}
