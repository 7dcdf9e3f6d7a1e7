package dev.wagl.zone;

import dev.wagl.dns.Name;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The digest of a zone's content that replicas compare: a sum over its nodes, each of which keeps its own, so that only what has changed
 * since the zone before is digested. It depends on what is answered alone, not on the order in which it was given.
 */
final class ContentDigest {

    private final MessageDigest sha256;
    private final Name apex;
    private long high;
    private long low;

    ContentDigest(Name apex) {
        this.apex = apex;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Each node of the zone once. */
    void add(Node node) {
        if (!node.hasDigest()) {
            node.feed(sha256);
            ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
            node.digest(digest.getLong(), digest.getLong());
        }
        high += node.digestHigh();
        low += node.digestLow();
    }

    /** Of all that was added, SHA-256. */
    byte[] digest() {
        sha256.update(apex.toWire());
        sha256.update(
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).flip());
        return sha256.digest();
    }
}
