package dev.wagl.dns;

/** Classes (RFC 1035 3.2.4). */
public final class RecordClass {

    public static final int IN = 1;

    /** CHAOS: by custom, where a server is asked about itself. */
    public static final int CH = 3;

    private RecordClass() {}
}
