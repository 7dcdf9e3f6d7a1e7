package dev.wagl.zone;

import dev.wagl.dns.Name;
import java.util.HexFormat;
import java.util.List;

/**
 * What a zone is made of, between its builder and it.
 *
 * @param digest of the content, SHA-256
 * @param own addresses of the name server that are this replica's own, sorted
 * @param negative SOA of negative answers below the apex
 * @param parts the nodes as they were given
 * @param nodes every name that exists
 */
record ZoneContent(
        Name apex,
        long serial,
        int ttl,
        byte[] digest,
        List<String> own,
        RRset negative,
        List<ZonePart> parts,
        NodeTable nodes,
        ZoneTotals totals) {

    /** The first 64 bits of a digest, in hex. */
    static String generationText(byte[] digest) {
        return HexFormat.of().formatHex(digest, 0, Long.BYTES);
    }
}
