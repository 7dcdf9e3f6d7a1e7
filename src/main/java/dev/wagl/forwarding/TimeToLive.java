package dev.wagl.forwarding;

/** How long what an upstream says is believed, in seconds. */
final class TimeToLive {

    /** A day. */
    static final int LONGEST = 86_400;

    /** Three hours: a name that is added is not denied for longer (RFC 2308 5). */
    static final int LONGEST_NEGATIVE = 10_800;

    private TimeToLive() {}

    /** What is left of a TTL as it stands in a record, 32 bits: with the first of them set it is none (RFC 2181 8). */
    static long bounded(long ttl) {
        return ttl > Integer.MAX_VALUE ? 0 : Math.min(ttl, LONGEST);
    }

    /** Of a negative answer: the lower one of its SOA's TTL and MINIMUM (RFC 2308 5). */
    static long negative(long soaTtl, long minimum) {
        return Math.min(Math.min(bounded(soaTtl), bounded(minimum)), LONGEST_NEGATIVE);
    }
}
