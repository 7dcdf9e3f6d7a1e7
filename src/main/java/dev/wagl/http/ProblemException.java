package dev.wagl.http;

import java.time.Duration;

/** A request that is answered with a problem document; thrown where it is found out, which costs no stack trace. */
final class ProblemException extends RuntimeException {

    private static final Duration BUSY_DELAY = Duration.ofMillis(100);

    private static final long serialVersionUID = 1;

    private final int status;
    private final int retryAfter;
    private final Duration delay;

    private ProblemException(int status, String detail, int retryAfter, Duration delay) {
        super(detail, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
        this.delay = delay;
    }

    /** Something that was sent cannot be understood. */
    static ProblemException badRequest(String detail) {
        return new ProblemException(400, detail, 0, Duration.ZERO);
    }

    /** What is asked for does not exist. */
    static ProblemException notFound(String detail) {
        return new ProblemException(404, detail, 0, Duration.ZERO);
    }

    /** Others are served at the moment. Told with a delay: who asks again at once is not to keep the processor busy for nothing. */
    static ProblemException busy(String detail) {
        return new ProblemException(503, detail, 1, BUSY_DELAY);
    }

    /** @param retryAfter seconds after which it may be asked again */
    static ProblemException unavailable(String detail, int retryAfter) {
        return new ProblemException(503, detail, retryAfter, Duration.ZERO);
    }

    int status() {
        return status;
    }

    /** Seconds; 0 where there is nothing to wait for. */
    int retryAfter() {
        return retryAfter;
    }

    /** After which it is told. */
    Duration delay() {
        return delay;
    }
}
