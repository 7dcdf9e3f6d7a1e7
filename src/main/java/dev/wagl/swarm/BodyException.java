package dev.wagl.swarm;

import java.io.IOException;

/** A body that is not what the Docker API answers. Its message goes on from the words "its answer". */
final class BodyException extends IOException {

    private static final long serialVersionUID = 1L;

    BodyException(String message) {
        super(message);
    }
}
