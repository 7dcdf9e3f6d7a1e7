package dev.wagl.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/**
 * Whose large answer is made and sent: one client's at a time. Few more wait for a moment, since Prometheus asks for all its roles
 * at once; the others are told to come back. Between two turns there is a rest, so that clients that ask without pause leave the
 * processor to DNS.
 *
 * <p>Who reads slowly costs no work, only memory: after a second others are no longer kept waiting for it. There may be few of
 * these: one more, and the one who has read for the longest is cut off.
 */
@Singleton
final class Turns {

    /** Each of them has a worker's thread. */
    private static final int MOST_WAITING = 4;

    /** A rest is so many times as long as the turn. */
    private static final int REST = 3;

    private static final Duration LONGEST_REST = Duration.ofMillis(100);

    private static final Duration SLOW_AFTER = Duration.ofSeconds(1);
    private static final Duration CUT_OFF_AFTER = Duration.ofSeconds(30);
    private static final int MOST_SLOW = 2;

    /** Octets that are on their way to a client at once. */
    private static final int PIECE = 16 << 10;

    private static final Buffer NOTHING = Buffer.buffer();

    private final Vertx vertx;
    private final Door door;
    private final Deque<Turn> slow = new ArrayDeque<>();

    @Inject
    Turns(Vertx vertx) {
        this(vertx, Door.MOMENT);
    }

    /** @param wait for a turn, before one is told to come back */
    Turns(Vertx vertx, Duration wait) {
        this.vertx = vertx;
        this.door = new Door(wait, MOST_WAITING);
    }

    /** The next turn, to be ended; a problem where too many want one. On a worker thread. */
    Turn await(HttpServerRequest request) {
        if (!door.enter()) {
            throw ProblemException.busy("other large answers are under way, and they are given one at a time");
        }
        return new Turn(request);
    }

    /** A client's turn, from when it begins until it has everything, or is cut off. */
    final class Turn {

        private final HttpServerRequest request;
        private final long begun = System.nanoTime();
        private final long isCutOff;

        /** The id of a timer; none has this one. */
        private volatile long becomesSlow = -1;

        private boolean wasSlow;
        private boolean ended;

        private Turn(HttpServerRequest request) {
            this.request = request;
            isCutOff = vertx.setTimer(CUT_OFF_AFTER.toMillis(), over -> cutOff());
        }

        /** The answer is made; from now on it is the client who takes time. */
        void made() {
            becomesSlow = vertx.setTimer(SLOW_AFTER.toMillis(), over -> letOthersGo());
        }

        /**
         * Sends the body piece by piece, each when the last has left, and ends: what were written ahead would lie in memory that
         * DNS needs, too.
         *
         * @param packed by gzip
         * @param asItIs whether the client takes it so
         */
        void send(byte[] packed, boolean asItIs, OutputStream out) throws IOException {
            try (InputStream in = asItIs
                    ? new ByteArrayInputStream(packed)
                    : new GZIPInputStream(new ByteArrayInputStream(packed), PIECE)) {
                byte[] piece = new byte[PIECE];
                for (int read = in.readNBytes(piece, 0, PIECE); read > 0; read = in.readNBytes(piece, 0, PIECE)) {
                    out.write(piece, 0, read);
                    out.flush();
                    awaitSent();
                }
                out.close();
            } finally {
                end();
            }
        }

        /** What is written now is sent behind what was written before. */
        private void awaitSent() throws IOException {
            try {
                request.response()
                        .write(NOTHING)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(CUT_OFF_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the client does not take the answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        /** Of those who read slowly, the one who has for the longest has to go where there are too many. */
        private void letOthersGo() {
            Turn over = null;
            synchronized (slow) {
                if (!ended) {
                    over = slow.size() < MOST_SLOW ? null : slow.remove();
                    slow.add(this);
                    wasSlow = true;
                    door.leave();
                }
            }
            if (over != null) {
                over.cutOff();
            }
        }

        private void cutOff() {
            end();
            request.connection().close();
        }

        void end() {
            vertx.cancelTimer(becomesSlow);
            vertx.cancelTimer(isCutOff);
            boolean last;
            synchronized (slow) {
                slow.remove(this);
                last = !ended && !wasSlow;
                ended = true;
            }
            if (last) {
                long rest = TimeUnit.NANOSECONDS.toMillis(REST * (System.nanoTime() - begun));
                vertx.setTimer(Math.max(1, Math.min(rest, LONGEST_REST.toMillis())), over -> door.leave());
            }
        }
    }
}
