package dev.wagl.forwarding;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.dns.NameReader;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordType;

/**
 * What is kept of the authority section of an upstream's message: the SOA of a negative answer, and where DNSSEC was asked for
 * the proofs. Both only from a zone that a name of the answer lies in. One per event loop, used again for each message.
 */
final class AuthorityRecords {

    /** More is no proof of anything. */
    private static final int MOST = 128;

    /** Where the signer's name begins (RFC 4034 3.1). */
    private static final int SIGNER = 18;

    private final Name apex;
    private final NameReader reader;
    private final byte[] owner = new byte[Labels.MAX_NAME];
    private final byte[] signer = new byte[Labels.MAX_NAME];
    private final boolean[] trusted = new boolean[MOST];

    private MessageRecords records;
    private int from;
    private int to;

    /** @param apex of our zone, of which nobody proves anything */
    AuthorityRecords(Name apex, NameReader reader) {
        this.apex = apex;
        this.reader = reader;
    }

    void begin(MessageRecords found) {
        records = found;
        from = found.answers();
        to = Math.min(found.count(), from + MOST);
    }

    /** The first record of a type whose owner is the name or lies above it, or NONE. */
    int above(int type, byte[] name, int octets) {
        for (int record = from; record < to; record++) {
            if (records.type(record) == type && records.isInternet(record)) {
                int length = readOwner(record);
                if (Labels.ancestorAt(name, octets, owner, length) >= 0) {
                    return record;
                }
            }
        }
        return MessageRecords.NONE;
    }

    private int readOwner(int record) {
        int length = records.readOwner(record, owner);
        Labels.toLower(owner, 0, length);
        return length;
    }

    /** RFC 2308 4: what MINIMUM and the TTL say of how long there will be nothing; -1 if it is malformed. */
    long negativeTtl(int soa) {
        if (records.rdataEnd(soa) - records.rdataAt(soa) < RdataLayout.SOA_NUMBERS + 2) {
            return -1;
        }
        long minimum = Octets.u32(records.message(), records.rdataEnd(soa) - 4);
        return TimeToLive.negative(records.ttl(soa), minimum);
    }

    /** Writes the SOA; false if it is malformed. */
    boolean writeSoa(int soa, ReplyWriter writer, long ttl) {
        readOwner(soa);
        return writer.write(owner, records, soa, ttl);
    }

    /**
     * Writes NSEC, NSEC3 and DS as far as they are signed by a zone that a name of the chain lies in, and the signatures.
     *
     * @param soa whose signature is written, too; or NONE
     * @param longestTtl theirs is no longer
     * @return false if one is malformed
     */
    boolean writeProofs(AliasChain chain, int soa, ReplyWriter writer, long longestTtl) {
        for (int record = from; record < to; record++) {
            trusted[record - from] = isTrusted(record, chain);
        }
        for (int record = from; record < to; record++) {
            if (records.isInternet(record) && (isSignature(record, soa) || isSigned(record))) {
                readOwner(record);
                long ttl = Math.min(TimeToLive.bounded(records.ttl(record)), longestTtl);
                if (!writer.write(owner, records, record, ttl)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether it is a signature by a zone that has a say. */
    private boolean isTrusted(int record, AliasChain chain) {
        int signerAt = records.rdataAt(record) + SIGNER;
        if (records.type(record) != RecordType.RRSIG
                || !records.isInternet(record)
                || signerAt >= records.rdataEnd(record)) {
            return false;
        }
        int octets = reader.read(records.message(), records.length(), signerAt, signer);
        if (octets == NameReader.MALFORMED || reader.end() > records.rdataEnd(record)) {
            return false;
        }
        Labels.toLower(signer, 0, octets);
        int length = readOwner(record);
        return chain.isAtOrAboveOne(signer, octets)
                && Labels.ancestorAt(owner, length, signer, octets) >= 0
                && !apex.isAtOrAbove(owner, length);
    }

    private boolean isSignature(int record, int soa) {
        if (!trusted[record - from]) {
            return false;
        }
        int covered = covered(record);
        return isProof(covered)
                || covered == RecordType.SOA
                        && soa != MessageRecords.NONE
                        && records.ownerHash(soa) == records.ownerHash(record);
    }

    private int covered(int signature) {
        return Octets.u16(records.message(), records.rdataAt(signature));
    }

    private static boolean isProof(int type) {
        return type == RecordType.NSEC || type == RecordType.NSEC3 || type == RecordType.DS;
    }

    private boolean isSigned(int record) {
        int type = records.type(record);
        for (int other = from; isProof(type) && other < to; other++) {
            if (trusted[other - from]
                    && covered(other) == type
                    && records.ownerHash(other) == records.ownerHash(record)) {
                return true;
            }
        }
        return false;
    }
}
