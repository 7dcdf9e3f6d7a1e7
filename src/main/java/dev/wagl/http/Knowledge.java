package dev.wagl.http;

import dev.wagl.discovery.Projection;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.SyncState;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;

/** What is known now: the zone that is served, and what the last refresh made of Docker's state. */
@Singleton
final class Knowledge {

    private final CurrentZone current;
    private final SyncState state;

    @Inject
    Knowledge(CurrentZone current, SyncState state) {
        this.current = current;
        this.state = state;
    }

    /** The zone that is served; a problem where there is none. */
    Zone zone() {
        Zone zone = current.get();
        if (zone == null) {
            throw ProblemException.unavailable(withoutZone(), 1);
        }
        return zone;
    }

    /** What the last refresh came to; a problem before the first. */
    Projection projection() {
        Projection projection = state.projection();
        if (projection == null) {
            throw ProblemException.unavailable(withoutZone(), 1);
        }
        return projection;
    }

    /** What the last refresh read; a problem before the first. */
    Snapshot snapshot() {
        Snapshot snapshot = state.snapshot();
        if (snapshot == null) {
            throw ProblemException.unavailable(withoutZone(), 1);
        }
        return snapshot;
    }

    /** Whether nothing is answered any more, for what is known is too old. */
    boolean withdrawn() {
        return current.withdrawn();
    }

    private String withoutZone() {
        String error = state.lastError();
        String what =
                withdrawn() ? "no successful sync with Docker for too long" : "no successful sync with Docker yet";
        return error == null ? what : what + ": " + error;
    }

    /** Names a representation of the zone: it changes with whatever is answered. */
    static EntityTag tag(Zone zone, String form) {
        return new EntityTag(zone.generationText() + "-" + zone.soaSerial() + "-" + form);
    }
}
