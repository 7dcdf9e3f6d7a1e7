package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import java.util.Arrays;

/** The records of one type at one name while a zone is built: each once, sorted by their RDATA, so that replicas agree. */
final class RRsetContent {

    static final int SRV_TARGET_AT = 6;

    private final int type;
    private byte[][] rdatas = new byte[1][];
    private int[] weights = new int[1];

    /** Null where the type has none. */
    private Name[] targets;

    private int count;
    private int ttl = Integer.MAX_VALUE;

    RRsetContent(int type) {
        this.type = type;
        targets = targetAt() < 0 ? null : new Name[1];
    }

    void lowerTtl(int other) {
        ttl = Math.min(ttl, other);
    }

    /**
     * A record; of the same one twice the larger weight counts.
     *
     * @param target null where the type has none
     */
    void add(byte[] rdata, int weight, Name target) {
        int at = find(rdata);
        if (at >= 0) {
            weights[at] = Math.max(weights[at], weight);
            return;
        }
        at = -1 - at;
        if (count == rdatas.length) {
            grow();
        }
        System.arraycopy(rdatas, at, rdatas, at + 1, count - at);
        System.arraycopy(weights, at, weights, at + 1, count - at);
        rdatas[at] = rdata;
        weights[at] = weight;
        if (targets != null) {
            System.arraycopy(targets, at, targets, at + 1, count - at);
            targets[at] = target;
        }
        count++;
    }

    /** Where it stands, or -1 less where it belongs. */
    private int find(byte[] rdata) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = Arrays.compareUnsigned(rdatas[middle], rdata);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1 - low;
    }

    private void grow() {
        rdatas = Arrays.copyOf(rdatas, 2 * count + 2);
        weights = Arrays.copyOf(weights, rdatas.length);
        targets = targets == null ? null : Arrays.copyOf(targets, rdatas.length);
    }

    int type() {
        return type;
    }

    int count() {
        return count;
    }

    private int targetAt() {
        return type == RecordType.SRV ? SRV_TARGET_AT : type == RecordType.NS ? 0 : -1;
    }

    /** The names that the records point to, one a record; null where the type has none. */
    Name[] targets() {
        return targets == null ? null : Arrays.copyOf(targets, count);
    }

    /**
     * The RRset; one that nobody could tell from it is used again. One whose records point to nodes is of its zone alone.
     *
     * @param before of the zone before, of this name and type; null for none
     */
    RRset build(RRset before) {
        if (before != null && targets == null && isSame(before)) {
            return before;
        }
        return new RRset(
                type, RecordClass.IN, ttl, Arrays.copyOf(rdatas, count), Arrays.copyOf(weights, count), targetAt());
    }

    private boolean isSame(RRset before) {
        if (before.ttl() != ttl || before.count() != count) {
            return false;
        }
        for (int record = 0; record < count; record++) {
            if (!before.hasRdata(record, rdatas[record])) {
                return false;
            }
        }
        return before.hasWeights(Arrays.copyOf(weights, count));
    }
}
