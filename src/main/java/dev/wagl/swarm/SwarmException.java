package dev.wagl.swarm;

/** A refresh that failed as a whole. Its message is one line that says which endpoint failed and why. */
public class SwarmException extends Exception {

    private static final long serialVersionUID = 1L;

    public SwarmException(String message) {
        super(message);
    }

    public SwarmException(String message, Throwable cause) {
        super(message, cause);
    }
}
