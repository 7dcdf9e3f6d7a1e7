package dev.wagl.forwarding;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.dns.NameReader;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordType;

/**
 * The way from QNAME over aliases (CNAME, DNAME) to the records asked for, through the answer section of an upstream's message.
 * What is not on that way does not count (RFC 5452 6). One per event loop, used again for each message.
 */
final class AliasChain {

    /** Where it ended. */
    enum End {
        /** At records of the type asked for. */
        DATA,
        /** At a name that has none here. */
        NO_DATA,
        /** Before an alias that must not be followed: into our zone, in a circle, or one too many. */
        CUT,
        /** At a record that is malformed. */
        MALFORMED
    }

    /** As many aliases as BIND follows. */
    static final int MOST_ALIASES = 16;

    private static final int TOO_LONG = -2;

    private final Name apex;
    private final NameReader reader;

    /** The names, in lower case: QNAME, and where each alias leads. */
    private final byte[][] names = new byte[MOST_ALIASES + 1][Labels.MAX_NAME];

    private final int[] lengths = new int[MOST_ALIASES + 1];
    private final int[] hashes = new int[MOST_ALIASES + 1];
    private final byte[] target = new byte[Labels.MAX_NAME];
    private final byte[] substituted = new byte[Labels.MAX_NAME];
    private final byte[] scratch = new byte[Labels.MAX_NAME];

    private Question question;
    private MessageRecords records;
    private ReplyWriter writer;
    private int last;
    private long cutTtl;

    /** The first DNAMEs of the answer section; there is no honest use for more of them than of aliases. */
    private final int[] dnames = new int[MOST_ALIASES];

    private int dnameCount;

    /** @param apex of our zone, into which nothing leads */
    AliasChain(Name apex, NameReader reader) {
        this.apex = apex;
        this.reader = reader;
    }

    /** Writes aliases and data, in this order, with DO each with its signatures. */
    End follow(Question asked, MessageRecords found, ReplyWriter target) {
        question = asked;
        records = found;
        writer = target;
        last = 0;
        lengths[0] = asked.name().length();
        asked.name().write(names[0], 0);
        hashes[0] = found.hash(names[0], lengths[0]);
        findDnames();
        while (true) {
            int data = find(question.type());
            if (data != MessageRecords.NONE) {
                return writeDnameBefore(data) && writeRRset(data) ? End.DATA : End.MALFORMED;
            }
            End end = followAlias();
            if (end != null) {
                return end;
            }
        }
    }

    private void findDnames() {
        dnameCount = 0;
        for (int record = 0; record < records.answers() && dnameCount < MOST_ALIASES; record++) {
            if (records.type(record) == RecordType.DNAME && records.isInternet(record)) {
                dnames[dnameCount++] = record;
            }
        }
    }

    /** The first record of the last name and a type. */
    private int find(int type) {
        return records.find(0, records.answers(), type, names[last], lengths[last], hashes[last]);
    }

    /** Whoever checks signatures needs it if the alias asked for stands for one. */
    private boolean writeDnameBefore(int data) {
        int octets = question.type() == RecordType.CNAME ? readTarget(data, target) : NameReader.MALFORMED;
        int dname = octets == NameReader.MALFORMED ? MessageRecords.NONE : dnameFor(data, octets);
        return dname == MessageRecords.NONE || writeDname(dname);
    }

    /** RFC 2181 5.2: one TTL for all records, the lowest. */
    private boolean writeRRset(int first) {
        int type = records.type(first);
        long ttl = Long.MAX_VALUE;
        for (int record = first; record < records.answers(); record++) {
            if (isOfLast(record, type)) {
                ttl = Math.min(ttl, TimeToLive.bounded(records.ttl(record)));
            }
        }
        for (int record = first; record < records.answers(); record++) {
            if (isOfLast(record, type) && !writer.write(names[last], records, record, ttl)) {
                return false;
            }
        }
        return writeSignatures(names[last], lengths[last], hashes[last], type);
    }

    private boolean isOfLast(int record, int type) {
        return records.is(record, type, names[last], lengths[last], hashes[last]);
    }

    private boolean writeSignatures(byte[] owner, int octets, int hash, int covered) {
        for (int record = 0; question.dnssecOk() && record < records.answers(); record++) {
            if (records.is(record, RecordType.RRSIG, owner, octets, hash)
                    && covers(record, covered)
                    && !writer.write(owner, records, record, TimeToLive.bounded(records.ttl(record)))) {
                return false;
            }
        }
        return true;
    }

    private boolean covers(int signature, int type) {
        int at = records.rdataAt(signature);
        return at + 2 <= records.rdataEnd(signature) && Octets.u16(records.message(), at) == type;
    }

    /** Goes one alias further; returns the end if there is none. */
    private End followAlias() {
        int cname = find(RecordType.CNAME);
        int octets = cname == MessageRecords.NONE ? 0 : readTarget(cname, target);
        int dname = dnameFor(cname, octets);
        if (octets == NameReader.MALFORMED) {
            return End.MALFORMED;
        }
        if (cname == MessageRecords.NONE) {
            if (dname == MessageRecords.NONE) {
                return End.NO_DATA;
            }
            octets = substitute(dname);
            if (octets == TOO_LONG) {
                return writeDname(dname) ? End.NO_DATA : End.MALFORMED;
            }
            System.arraycopy(substituted, 0, target, 0, octets);
        }
        int alias = cname == MessageRecords.NONE ? dname : cname;
        if (apex.isAtOrAbove(target, octets) || last == MOST_ALIASES || isKnown(octets)) {
            cutTtl = TimeToLive.bounded(records.ttl(alias));
            return End.CUT;
        }
        boolean written = (dname == MessageRecords.NONE || writeDname(dname))
                && (cname == MessageRecords.NONE ? writeAlias(dname) : writeCname(cname));
        append(octets);
        return written ? null : End.MALFORMED;
    }

    /** In lower case; returns its length, or MALFORMED. */
    private int readTarget(int record, byte[] into) {
        int octets = reader.read(records.message(), records.length(), records.rdataAt(record), into);
        if (octets == NameReader.MALFORMED || reader.end() != records.rdataEnd(record)) {
            return NameReader.MALFORMED;
        }
        Labels.toLower(into, 0, octets);
        return octets;
    }

    /** A DNAME above the last name that explains the CNAME, if there is one, or stands for one. */
    private int dnameFor(int cname, int octets) {
        for (int i = 0; i < dnameCount; i++) {
            int length = substitute(dnames[i]);
            if (length > 0
                    ? cname == MessageRecords.NONE || Labels.equal(substituted, 0, length, target, octets)
                    : length == TOO_LONG && cname == MessageRecords.NONE) {
                return dnames[i];
            }
        }
        return MessageRecords.NONE;
    }

    /** Where a DNAME leads from the last name (RFC 6672 2.2); its length, TOO_LONG, or MALFORMED if it does not lie above. */
    private int substitute(int dname) {
        int owner = records.readOwner(dname, scratch);
        Labels.toLower(scratch, 0, owner);
        int kept = Labels.ancestorAt(names[last], lengths[last], scratch, owner);
        int octets = kept <= 0 ? NameReader.MALFORMED : readTarget(dname, scratch);
        if (octets == NameReader.MALFORMED) {
            return NameReader.MALFORMED;
        }
        if (kept + octets > Labels.MAX_NAME) {
            return TOO_LONG;
        }
        System.arraycopy(names[last], 0, substituted, 0, kept);
        System.arraycopy(scratch, 0, substituted, kept, octets);
        return kept + octets;
    }

    private boolean isKnown(int octets) {
        for (int known = 0; known <= last; known++) {
            if (Labels.equal(target, 0, octets, names[known], lengths[known])) {
                return true;
            }
        }
        return false;
    }

    /** Once: one that leads below itself would go on for ever. */
    private boolean writeDname(int dname) {
        for (int i = 0; i < dnameCount; i++) {
            if (dnames[i] == dname) {
                dnames[i] = dnames[--dnameCount];
            }
        }
        int octets = records.readOwner(dname, scratch);
        Labels.toLower(scratch, 0, octets);
        return writer.write(scratch, records, dname, TimeToLive.bounded(records.ttl(dname)))
                && writeSignatures(scratch, octets, records.ownerHash(dname), RecordType.DNAME);
    }

    private boolean writeAlias(int dname) {
        return writer.writeAlias(names[last], target, TimeToLive.bounded(records.ttl(dname)));
    }

    private boolean writeCname(int cname) {
        return writer.write(names[last], records, cname, TimeToLive.bounded(records.ttl(cname)))
                && writeSignatures(names[last], lengths[last], hashes[last], RecordType.CNAME);
    }

    private void append(int octets) {
        last++;
        System.arraycopy(target, 0, names[last], 0, octets);
        lengths[last] = octets;
        hashes[last] = records.hash(target, octets);
    }

    /** The name it ended at. */
    byte[] end() {
        return names[last];
    }

    int endLength() {
        return lengths[last];
    }

    /** Of the alias that was not followed. */
    long cutTtl() {
        return cutTtl;
    }

    /** Whether a name in lower case is one of those on the way, or lies above one. */
    boolean isAtOrAboveOne(byte[] lower, int octets) {
        for (int known = 0; known <= last; known++) {
            if (Labels.ancestorAt(names[known], lengths[known], lower, octets) >= 0) {
                return true;
            }
        }
        return false;
    }
}
