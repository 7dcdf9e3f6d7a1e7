package dev.wagl.swarm;

/** An endpoint that could not be read. Its message says why, on one line, in plain words. */
final class EndpointException extends Exception {

    private static final long serialVersionUID = 1L;

    EndpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
