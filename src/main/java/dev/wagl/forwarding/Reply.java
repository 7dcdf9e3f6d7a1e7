package dev.wagl.forwarding;

import dev.wagl.dns.ResponseEncoder;

/** What an upstream replied, cleaned: immutable, ready to be written into any response to its question. */
final class Reply {

    private final int rcode;

    Reply(int rcode) {
        this.rcode = rcode;
    }

    /** NOERROR, NXDOMAIN or YXDOMAIN. */
    int rcode() {
        return rcode;
    }

    /** Seconds that it may be kept from when it was read; 0: it is for those that have asked already, and no one else. */
    int lifetime() {
        return 0;
    }

    /** Writes the sections, TTLs counted down to {@code now}; what finds no room sets TC. Must come first behind the question. */
    void write(ResponseEncoder response, long now) {}

    /** As {@link #write}, of a reply that has expired (RFC 8767): with a TTL of 30 s and the extended error that says so. */
    void writeStale(ResponseEncoder response) {}
}
