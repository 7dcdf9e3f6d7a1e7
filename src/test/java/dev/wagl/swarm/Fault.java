package dev.wagl.swarm;

import java.time.Duration;
import java.util.function.IntFunction;

/** What {@link FakeSwarm} does instead of answering well. */
public sealed interface Fault {

    /** An HTTP status with Docker's {@code {"message": ...}}. */
    static Fault status(int status, String message) {
        String quoted = message.replace("\\", "\\\\").replace("\"", "\\\"");
        return new Body(status, "application/json", "{\"message\":\"" + quoted + "\"}\n");
    }

    /** Any status with any body. */
    static Fault body(int status, String contentType, String body) {
        return new Body(status, contentType, body);
    }

    /** Any status with a header besides, and without a body. */
    static Fault header(int status, String header) {
        return new WithHeader(status, header);
    }

    /** The good answer, but its first byte comes late. */
    static Fault late(Duration delay) {
        return new Slow(delay, Duration.ZERO, 0);
    }

    /** The good answer, byte by byte from {@code offset} of the body on, with a pause before each. */
    static Fault drip(int offset, Duration pause) {
        return new Slow(Duration.ZERO, pause, offset);
    }

    /** The status line and headers byte by byte, with a pause before each. */
    static Fault dripHead(Duration pause) {
        return new Slow(Duration.ZERO, pause, -1);
    }

    /** The good answer until {@code bytes} of the body are out, then the connection is closed. */
    static Fault cut(int bytes) {
        return new Cut(bytes, Cut.End.CLOSE);
    }

    /** Like {@link #cut}, but ends with a reset. */
    static Fault reset(int bytes) {
        return new Cut(bytes, Cut.End.RESET);
    }

    /** Like {@link #cut}, but only this direction is closed: what the client sends goes on being read. */
    static Fault halfClose(int bytes) {
        return new Cut(bytes, Cut.End.HALF_CLOSE);
    }

    /** Like {@link #cut}, but nothing is closed: there is silence, for ever. */
    static Fault stall(int bytes) {
        return new Cut(bytes, Cut.End.SILENCE);
    }

    /** The good answer, with one pause after {@code bytes} of the body. */
    static Fault pause(int bytes, Duration pause) {
        return new Pause(bytes, pause);
    }

    /** The good body in chunks, as Go's server sends what is over 2 kB; closed after {@code bytes}, without the last chunk. */
    static Fault chunked(int bytes) {
        return new Chunked(bytes, false);
    }

    /** The good body in chunks, all of them. */
    static Fault chunked() {
        return new Chunked(Integer.MAX_VALUE, true);
    }

    /** The good answer, behind which the connection is closed although it said nothing of that. */
    static Fault closeAfter() {
        return new CloseAfter();
    }

    /** The whole good body under a Content-Length that is {@code difference} too large, or too small if negative. */
    static Fault wrongLength(int difference) {
        return new WrongLength(difference);
    }

    /** The good body, compressed, {@code cut} bytes of which are missing at the end. */
    static Fault gzip(int cut) {
        return new Gzip(cut);
    }

    /** The good body without a length: it ends where the connection ends, after {@code bytes}. */
    static Fault untilClose(int bytes) {
        return new UntilClose(bytes);
    }

    /** The request is read and never answered. */
    static Fault never() {
        return new Never();
    }

    /** A body that never ends: this, and then the pieces in their order. */
    static Fault endless(String start, IntFunction<String> piece) {
        return new Endless(start, piece);
    }

    /** Bytes that are not HTTP. */
    static Fault raw(String bytes) {
        return new Raw(bytes);
    }

    record Body(int status, String contentType, String body) implements Fault {}

    record WithHeader(int status, String header) implements Fault {}

    record Slow(Duration before, Duration pause, int from) implements Fault {}

    record Cut(int bytes, End end) implements Fault {
        enum End {
            CLOSE,
            RESET,
            HALF_CLOSE,
            SILENCE
        }
    }

    record Pause(int bytes, Duration pause) implements Fault {}

    record Chunked(int bytes, boolean whole) implements Fault {}

    record CloseAfter() implements Fault {}

    record WrongLength(int difference) implements Fault {}

    record Gzip(int cut) implements Fault {}

    record UntilClose(int bytes) implements Fault {}

    record Never() implements Fault {}

    record Endless(String start, IntFunction<String> piece) implements Fault {}

    record Raw(String bytes) implements Fault {}
}
