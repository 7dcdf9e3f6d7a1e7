package dev.wagl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * A stream for lines that keeps nobody waiting who writes: a thread of its own passes them on, which may take as long as whoever
 * reads likes. What there is no room for meanwhile is lost, a line as a whole, or what is left of one that is very long.
 */
final class LossyStream extends OutputStream {

    /** Octets: some thousand lines. */
    static final int ROOM = 512 << 10;

    /** What has no end by then goes on without. */
    private static final int LONGEST = 16 << 10;

    private final OutputStream reader;
    private final LongConsumer missed;

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private final Deque<byte[]> lines = new ArrayDeque<>();

    /** Octets in {@link #lines}, and in the one that is being passed on. */
    private int waiting;

    private long lost;

    /** Whether the rest of a long line is lost with its beginning. */
    private boolean cut;

    /** Whether the last of {@link #lines} is a piece of one that goes on. */
    private boolean unfinished;

    /** Whether it is, and does not: what comes next begins a line. */
    private boolean torn;

    /** @param missed told how many were lost, as soon as they would not be any more */
    LossyStream(OutputStream reader, LongConsumer missed) {
        this.reader = reader;
        this.missed = missed;
    }

    LossyStream start(String thread) {
        Thread passing = new Thread(this::passOn, thread);
        passing.setDaemon(true);
        passing.start();
        return this;
    }

    @Override
    public synchronized void write(int octet) {
        begun.write(octet);
        if (octet == '\n' || begun.size() >= LONGEST) {
            put();
        }
    }

    @Override
    public synchronized void write(byte[] octets, int offset, int length) {
        begun.write(octets, offset, length);
        if (length > 0 && octets[offset + length - 1] == '\n' || begun.size() >= LONGEST) {
            put();
        }
    }

    @Override
    public synchronized void flush() {
        put();
    }

    private void put() {
        byte[] line = begun.toByteArray();
        begun.reset();
        if (line.length == 0) {
            return;
        }
        boolean whole = line[line.length - 1] == '\n';
        if (cut) {
            cut = !whole;
            return;
        }
        if (waiting + line.length > ROOM) {
            lost++;
            cut = !whole;
            torn |= unfinished;
            return;
        }
        if (torn) {
            line = ("\n" + new String(line, ISO_8859_1)).getBytes(ISO_8859_1);
            torn = false;
        }
        unfinished = !whole;
        lines.add(line);
        waiting += line.length;
        notifyAll();
    }

    /** Whether there is much room: who can wait leaves the rest to those who cannot. */
    synchronized boolean hasRoom() {
        return waiting < ROOM / 2;
    }

    /** Returns when all is passed on, or after a moment: nobody may read it any more. */
    synchronized void drain(Duration atMost) {
        put();
        long end = System.nanoTime() + atMost.toNanos();
        try {
            for (long left = atMost.toNanos(); waiting > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passOn() {
        try {
            while (true) {
                byte[] line = next();
                try {
                    reader.write(line);
                } catch (IOException e) {
                    // Whoever read has gone. There is no other place to say so, and saying it here would fail again.
                }
                long told = passed(line);
                if (told > 0) {
                    missed.accept(told);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        while (lines.isEmpty()) {
            wait();
        }
        return lines.remove();
    }

    /** Returns how many were lost, once there is much room again. */
    private synchronized long passed(byte[] line) {
        waiting -= line.length;
        notifyAll();
        if (!hasRoom()) {
            return 0;
        }
        long told = lost;
        lost = 0;
        return told;
    }
}
