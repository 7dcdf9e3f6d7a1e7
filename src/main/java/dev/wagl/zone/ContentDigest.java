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

    /** Null as long as nothing is digested. */
    private MessageDigest sha256;

    private long high;
    private long low;

    /** Each node of the zone once, alone or with its part. */
    void add(Node node) {
        if (!node.hasDigest()) {
            node.feed(sha256());
            ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
            node.digest(digest.getLong(), digest.getLong());
        }
        high += node.digestHigh();
        low += node.digestLow();
    }

    void add(ZonePart part) {
        high += part.digestHigh();
        low += part.digestLow();
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** Of all that was added to a zone of this apex, SHA-256. */
    byte[] digest(Name apex) {
        sha256().update(apex.toWire());
        sha256.update(
                ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).flip());
        return sha256.digest();
    }

    private MessageDigest sha256() {
        if (sha256 == null) {
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
        return sha256;
    }
}
