package dev.wagl.zone;

import dev.wagl.dns.Name;

/**
 * The zone that is served now: one volatile reference, replaced as a whole. No query waits for it or sees half of it.
 */
public final class CurrentZone {

    private final Name apex;
    private volatile Zone zone;
    private volatile boolean withdrawn;
    private volatile boolean stale;

    /**
     * @param apex of every zone that will be served; known before the first one is
     */
    public CurrentZone(Name apex) {
        this.apex = apex;
    }

    public Name apex() {
        return apex;
    }

    /** The zone; null until the first one is published, and while it is withdrawn. */
    public Zone get() {
        return zone;
    }

    /**
     * Serves the zone from now on; it is not stale.
     *
     * @return false if it holds what is served already; then nothing changes
     */
    public synchronized boolean publish(Zone next) {
        if (!next.apex().equals(apex)) {
            throw new IllegalArgumentException("a zone of " + next.apex() + " where " + apex + " is served");
        }
        stale = false;
        if (zone != null && zone.sameContent(next)) {
            return false;
        }
        zone = next;
        withdrawn = false;
        return true;
    }

    /**
     * Serves no zone any more, until the next one is published.
     *
     * @return false if there was none
     */
    public synchronized boolean withdraw() {
        boolean served = zone != null;
        withdrawn |= served;
        zone = null;
        return served;
    }

    /** Whether the zone is served on though it was not known to be true for too long. */
    public boolean stale() {
        return stale;
    }

    /** Tells whether the zone is served on though it was not known to be true for too long. */
    public void stale(boolean now) {
        stale = now;
    }

    /** Whether there was a zone that is not served any more, for it was not known to be true for too long. */
    public boolean withdrawn() {
        return withdrawn;
    }
}
