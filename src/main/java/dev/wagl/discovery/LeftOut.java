package dev.wagl.discovery;

import dev.wagl.swarm.Printable;

/**
 * A service or a node that is not in the zone, or stands there without some of its records.
 *
 * @param name the service's name, or the node's host name
 * @param text what the user wrote, what is wrong with it, what would be right
 */
public record LeftOut(Kind kind, String name, Reason reason, String text) {

    /** What was left out. */
    public enum Kind {
        SERVICE("service"),
        NODE("node");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** The line for the log. */
    @Override
    public String toString() {
        return kind.word + " " + Printable.of(name) + ": " + text;
    }
}
