package dev.wagl.swarm;

import java.io.IOException;

/** An answer that was broken off for what another endpoint answers. That says nothing about the endpoint that gave it. */
final class NoRoomException extends IOException {

    private static final long serialVersionUID = 1L;

    NoRoomException() {
        super("no memory for its answer beside that of another endpoint, which was asked earlier");
    }
}
