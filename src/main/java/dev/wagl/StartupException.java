package dev.wagl;

/**
 * A reason why wagl cannot run here, though its configuration is in order: an address that is taken, for one. The message is
 * the one line that the user gets; the process ends with exit code 1.
 */
public final class StartupException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
