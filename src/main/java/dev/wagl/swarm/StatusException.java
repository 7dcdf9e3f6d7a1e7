package dev.wagl.swarm;

import java.io.IOException;

/** An HTTP status that is not success, with the engine's own message. */
final class StatusException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    StatusException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
