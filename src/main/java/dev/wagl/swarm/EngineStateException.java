package dev.wagl.swarm;

import java.io.IOException;

/** An engine that answers, but is not, or not now, what is looked for. Its message says what it is instead. */
final class EngineStateException extends IOException {

    private static final long serialVersionUID = 1L;

    EngineStateException(String message) {
        super(message);
    }
}
