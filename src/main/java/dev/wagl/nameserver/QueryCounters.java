package dev.wagl.nameserver;

import dev.wagl.dns.Rcode;
import dev.wagl.dns.RecordType;

/**
 * Counters of one event loop: plain fields, written by it alone, read by any thread when they are scraped. A reader may see
 * a value that is some queries old.
 */
public final class QueryCounters {

    /** Where an answer came from. */
    public enum Source {
        ZONE,
        /** What an upstream said before. */
        CACHE,
        /** What an upstream said to this query. */
        UPSTREAM,
        /** Nobody: the response has no data. */
        NONE
    }

    /** Why a message got no reply. */
    public enum Drop {
        /** Fewer octets than a header has. */
        SHORT,
        /** It was a response. */
        RESPONSE,
        /** Sent from port 0, or from our own address and port. */
        SOURCE,
        /** Sent over IPv6 to the wildcard of IPv4. */
        FAMILY,
        /** Its response was made, and counted, but the socket had no room for it. */
        SEND_QUEUE,
        /** Its network has had enough responses of the kind, see {@link ResponseRateLimit}. */
        RATE_LIMIT,
        /** It showed a bug. */
        ERROR
    }

    /** Types that are counted by name; all others are the last, {@code other}. */
    private static final int[] TYPES = {
        RecordType.A,
        RecordType.AAAA,
        RecordType.SRV,
        RecordType.PTR,
        RecordType.TXT,
        RecordType.SOA,
        RecordType.NS,
        RecordType.ANY,
        RecordType.HTTPS
    };

    private static final int OTHER = TYPES.length;
    private static final int SOURCES = Source.values().length;

    /** Upper bounds of the duration's buckets, in nanoseconds: 4 microseconds to half a second, each twice the last. */
    private static final int DURATION_BUCKETS = 18;

    private static final int FIRST_DURATION_SHIFT = 12;

    private final long[] requests = new long[TYPES.length + 1];
    private final long[] responses = new long[(Rcode.BADVERS + 1) * SOURCES];
    private final long[] drops = new long[Drop.values().length];
    private final long[] durations = new long[DURATION_BUCKETS + 1];
    private long durationSum;
    private long responseOctets;
    private long slipped;

    void request(int type) {
        requests[index(type)]++;
    }

    private static int index(int type) {
        return switch (type) {
            case RecordType.A -> 0;
            case RecordType.AAAA -> 1;
            case RecordType.SRV -> 2;
            case RecordType.PTR -> 3;
            case RecordType.TXT -> 4;
            case RecordType.SOA -> 5;
            case RecordType.NS -> 6;
            case RecordType.ANY -> 7;
            case RecordType.HTTPS -> 8;
            default -> OTHER;
        };
    }

    void response(int rcode, Source source, int octets) {
        responses[rcode * SOURCES + source.ordinal()]++;
        responseOctets += octets;
    }

    /** Counts a response that the rate limit has cut; it counts as a response, too. */
    void slipped() {
        slipped++;
    }

    /** Counts a message that gets no reply. */
    public void dropped(Drop reason) {
        drops[reason.ordinal()]++;
    }

    /** Counts the time from a query's arrival to its response's sending; the transport measures a sample of them. */
    public void duration(long nanos) {
        int bucket = 64 - Long.numberOfLeadingZeros(Math.max(0, nanos - 1) >> FIRST_DURATION_SHIFT);
        durations[Math.min(bucket, DURATION_BUCKETS)]++;
        durationSum += nanos;
    }

    /** How many types are counted by name, {@code other} included. */
    public static int types() {
        return TYPES.length + 1;
    }

    /** The mnemonic of a counted type, or {@code other}. */
    public static String typeName(int index) {
        return index == OTHER ? "other" : RecordType.mnemonic(TYPES[index]);
    }

    /** Queries of a type, by its index. */
    public long requests(int typeIndex) {
        return requests[typeIndex];
    }

    /** Responses with an RCODE, 0-16. */
    public long responses(int rcode, Source source) {
        return responses[rcode * SOURCES + source.ordinal()];
    }

    public long drops(Drop reason) {
        return drops[reason.ordinal()];
    }

    /** Responses that the rate limit has cut to a minimum with TC. */
    public long slips() {
        return slipped;
    }

    /** Octets of all responses. */
    public long responseOctets() {
        return responseOctets;
    }

    /** Upper bounds of the duration buckets in nanoseconds, ascending; one more bucket holds what is above. */
    public static long[] durationBounds() {
        long[] bounds = new long[DURATION_BUCKETS];
        for (int bucket = 0; bucket < DURATION_BUCKETS; bucket++) {
            bounds[bucket] = 1L << FIRST_DURATION_SHIFT + bucket;
        }
        return bounds;
    }

    /** How many durations fell into a bucket, not summed up. */
    public long durations(int bucket) {
        return durations[bucket];
    }

    public long durationSumNanos() {
        return durationSum;
    }
}
