package dev.wagl.discovery;

import dev.wagl.swarm.Printable;

/** Says that labels cannot be followed as they are written; the service is left out, all others are published. */
final class Unpublishable extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final Reason reason;

    Unpublishable(Reason reason, String text) {
        super(text, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** A label as it is shown in a text: what the user wrote, but not without end. */
    static String written(String key, String value) {
        return Printable.of(cut(key) + "=\"" + cut(value) + "\"");
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
