package dev.wagl.http;

/** A request that is answered with a problem document; thrown where it is found out, which costs no stack trace. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final int retryAfter;

    private ProblemException(int status, String detail, int retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Something that was sent cannot be understood. */
    static ProblemException badRequest(String detail) {
        return new ProblemException(400, detail, 0);
    }

    /** What is asked for does not exist. */
    static ProblemException notFound(String detail) {
        return new ProblemException(404, detail, 0);
    }

    /** The engine did not answer as it should. */
    static ProblemException badGateway(String detail) {
        return new ProblemException(502, detail, 0);
    }

    /** @param retryAfter seconds after which it may be asked again */
    static ProblemException unavailable(String detail, int retryAfter) {
        return new ProblemException(503, detail, retryAfter);
    }

    int status() {
        return status;
    }

    /** Seconds; 0 where there is nothing to wait for. */
    int retryAfter() {
        return retryAfter;
    }
}
