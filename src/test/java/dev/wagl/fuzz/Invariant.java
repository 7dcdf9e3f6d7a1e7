package dev.wagl.fuzz;

/** What must be true of any input; that it is not is a finding. */
public final class Invariant {

    /** An invariant is broken. */
    public static final class Broken extends RuntimeException {
        Broken(String what) {
            super(what);
        }
    }

    private Invariant() {}

    public static void hold(boolean truth, String otherwise) {
        if (!truth) {
            throw new Broken(otherwise);
        }
    }

    public static void equal(long is, long expected, String what) {
        if (is != expected) {
            throw new Broken(what + " is " + is + ", not " + expected);
        }
    }
}
