package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Pointer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The records of one owner and type (RFC 2181 5), each once, all with one TTL, encoded as they stand in an answer: the
 * owner of each is a pointer to the question. Immutable.
 */
public final class RRset {

    /** Owner (a pointer), type, class, TTL and RDLENGTH in front of the RDATA. */
    private static final int RDATA_AT = 12;

    private static final Node[] NO_TARGETS = {};

    private final int type;
    private final int ttl;
    private final byte[] encoded;
    private final int[] offsets;
    private final int[] weightUpTo;
    private final int targetAt;
    private final int[] targetOfRecord;
    private Node[] targets = NO_TARGETS;
    private int[] recordOfTarget;

    /**
     * @param rdatas distinct, at least one
     * @param weights one a record; used only where they differ
     * @param targetAt where in the RDATA a target's name begins whose addresses ride along; -1 for none
     */
    RRset(int type, int recordClass, int ttl, byte[][] rdatas, int[] weights, int targetAt) {
        this.type = type;
        this.ttl = ttl;
        this.targetAt = targetAt < 0 ? -1 : RDATA_AT + targetAt;
        offsets = new int[rdatas.length + 1];
        for (int i = 0; i < rdatas.length; i++) {
            offsets[i + 1] = offsets[i] + RDATA_AT + rdatas[i].length;
        }
        encoded = new byte[offsets[rdatas.length]];
        for (int i = 0; i < rdatas.length; i++) {
            encode(rdatas[i], recordClass, offsets[i]);
        }
        weightUpTo = accumulate(weights);
        targetOfRecord = targetAt < 0 ? null : new int[rdatas.length];
    }

    private void encode(byte[] rdata, int recordClass, int at) {
        Octets.putU16(encoded, at, Pointer.TO_QUESTION);
        Octets.putU16(encoded, at + 2, type);
        Octets.putU16(encoded, at + 4, recordClass);
        Octets.putU32(encoded, at + 6, ttl);
        Octets.putU16(encoded, at + 10, rdata.length);
        System.arraycopy(rdata, 0, encoded, at + RDATA_AT, rdata.length);
    }

    /** Sums up to and with each record; null where all weigh the same, and so any may come first. */
    private static int[] accumulate(int[] weights) {
        if (weights.length == 1) {
            return null;
        }
        boolean alike = true;
        int[] upTo = new int[weights.length];
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            alike &= weights[i] == weights[0];
            sum = Math.addExact(sum, weights[i]);
            upTo[i] = sum;
        }
        return alike ? null : upTo;
    }

    /** An RRset of class CH or without targets, for records that stand in no zone. */
    public static RRset of(int type, int recordClass, int ttl, byte[] rdata) {
        return new RRset(type, recordClass, ttl, new byte[][] {rdata}, new int[1], -1);
    }

    /** Links the targets, which are nodes of the same zone: {@code perRecord[i]} is that of record i, or null. */
    void linkTargets(Node[] perRecord) {
        Node[] distinct = new Node[perRecord.length];
        int[] firstRecord = new int[perRecord.length];
        int count = 0;
        Map<Node, Integer> seen = new IdentityHashMap<>();
        for (int record = 0; record < perRecord.length; record++) {
            Node target = perRecord[record];
            Integer known = target == null ? Integer.valueOf(0) : seen.get(target);
            if (known == null) {
                known = count;
                seen.put(target, known);
                firstRecord[count] = record;
                distinct[count++] = target;
            }
            targetOfRecord[record] = known;
        }
        targets = Arrays.copyOf(distinct, count);
        recordOfTarget = Arrays.copyOf(firstRecord, count);
    }

    public int type() {
        return type;
    }

    /** Seconds. */
    public int ttl() {
        return ttl;
    }

    /** Whether the other one has the same records and the same TTL. */
    public boolean sameRecords(RRset other) {
        return Arrays.equals(encoded, other.encoded);
    }

    /** Whether this is the RDATA of a record. */
    boolean hasRdata(int record, byte[] rdata) {
        return Arrays.equals(encoded, offsets[record] + RDATA_AT, offsets[record + 1], rdata, 0, rdata.length);
    }

    /** Whether these weights, one a record, have its records come first as often. */
    boolean hasWeights(int[] weights) {
        return Arrays.equals(weightUpTo, accumulate(weights));
    }

    /** Puts into a digest what makes this RRset another one. */
    void feed(MessageDigest digest) {
        digest.update(encoded);
        if (weightUpTo != null) {
            // No record begins so.
            ByteBuffer weights = ByteBuffer.allocate(Integer.BYTES * (1 + weightUpTo.length));
            weights.putInt(-1);
            for (int upTo : weightUpTo) {
                weights.putInt(upTo);
            }
            digest.update(weights.flip());
        }
    }

    /** How many records; at least one. */
    public int count() {
        return offsets.length - 1;
    }

    /** Octets of all records as {@link #write} writes them. */
    public int length() {
        return encoded.length;
    }

    /** Octets of one record. */
    public int length(int record) {
        return offsets[record + 1] - offsets[record];
    }

    /**
     * Which record comes first in an answer: any, each in proportion to its weight.
     *
     * @param random 32 random bits
     */
    public int first(int random) {
        long bits = random & 0xFFFF_FFFFL;
        if (weightUpTo == null) {
            return (int) (bits * count() >>> 32);
        }
        int sum = weightUpTo[weightUpTo.length - 1];
        int ticket = (int) (bits * sum >>> 32);
        int low = 0;
        int high = weightUpTo.length - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (ticket < weightUpTo[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Writes all records, {@code first} first and those before it last; returns the offset behind them. */
    public int write(byte[] target, int at, int first) {
        int split = offsets[first];
        int tail = encoded.length - split;
        System.arraycopy(encoded, split, target, at, tail);
        System.arraycopy(encoded, 0, target, at + tail, split);
        return at + encoded.length;
    }

    /** Writes one record; returns the offset behind it. */
    public int writeOne(byte[] target, int at, int record) {
        int length = length(record);
        System.arraycopy(encoded, offsets[record], target, at, length);
        return at + length;
    }

    /** How many distinct names with addresses the records point to. */
    public int targets() {
        return targets.length;
    }

    /** The n-th distinct target. */
    public Node target(int n) {
        return targets[n];
    }

    /** Which of the distinct targets a record points to; asked only where there are targets. */
    public int targetOf(int record) {
        return targetOfRecord[record];
    }

    /** Where the n-th target's name lies, counted from where {@link #write} began. */
    public int targetOffset(int n, int first) {
        int record = recordOfTarget[n];
        int turned = offsets[record] - offsets[first];
        return (turned < 0 ? turned + encoded.length : turned) + targetAt;
    }

    /**
     * Writes all records under another owner.
     *
     * @param ownerAt where in the message that owner's name lies, at most {@link Pointer#MAX_OFFSET}
     * @return the offset behind them
     */
    public int writeOwnedBy(int ownerAt, byte[] target, int at) {
        System.arraycopy(encoded, 0, target, at, encoded.length);
        for (int record = 0; record < count(); record++) {
            Octets.putU16(target, at + offsets[record], Pointer.to(ownerAt));
        }
        return at + encoded.length;
    }

    /** Writes all records under another owner, its name in full each time; returns the offset behind them. */
    public int writeOwnedBy(Name owner, byte[] target, int at) {
        int end = at;
        for (int record = 0; record < count(); record++) {
            end = owner.write(target, end);
            int behindOwner = offsets[record] + 2;
            System.arraycopy(encoded, behindOwner, target, end, offsets[record + 1] - behindOwner);
            end += offsets[record + 1] - behindOwner;
        }
        return end;
    }

    /** The RDATA of a record, a copy. */
    public byte[] rdata(int record) {
        return Arrays.copyOfRange(encoded, offsets[record] + RDATA_AT, offsets[record + 1]);
    }
}
