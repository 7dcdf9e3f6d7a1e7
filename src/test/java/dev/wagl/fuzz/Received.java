package dev.wagl.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A response, read to its last octet by code that shares none with the product; strict where a resolver is lenient. */
public final class Received {

    /** A record as text, to be compared: its names are expanded, its RDATA is not looked into. */
    record Entry(String owner, int type, int recordClass, long ttl, String rdata) {}

    final byte[] message;
    final int flags;
    final int questions;
    final List<List<Entry>> sections = new ArrayList<>();
    boolean opt;
    /** Both halves; null without one. */
    byte[] cookie;

    boolean keepalive;
    int extendedRcode;

    Received(byte[] message) throws Octets.Malformed {
        this.message = message;
        Octets header = new Octets(message, 2);
        flags = header.u16();
        questions = header.u16();
        int[] counts = {header.u16(), header.u16(), header.u16()};
        Octets octets = new Octets(message, 12);
        for (int question = 0; question < questions; question++) {
            octets.name();
            octets.u16();
            octets.u16();
        }
        for (int section = 0; section < 3; section++) {
            sections.add(records(octets, counts[section], section));
        }
        if (!octets.atEnd()) {
            throw new Octets.Malformed("something behind the last record, at " + octets.at());
        }
        extendedRcode |= flags & 0xF;
    }

    /** Whether it can be read to its last octet. */
    public static boolean isWhole(byte[] message) {
        try {
            return message.length >= 12 && new Received(message).message == message;
        } catch (Octets.Malformed e) {
            return false;
        }
    }

    private List<Entry> records(Octets octets, int count, int section) throws Octets.Malformed {
        List<Entry> records = new ArrayList<>(count);
        for (int record = 0; record < count; record++) {
            byte[] owner = octets.name();
            int type = octets.u16();
            int recordClass = octets.u16();
            long ttl = (long) octets.u16() << 16 | octets.u16();
            byte[] rdata = octets.take(octets.u16());
            if (type == 41) {
                if (opt || section != 2 || owner.length != 1 || record != count - 1) {
                    throw new Octets.Malformed("a misplaced OPT");
                }
                opt = true;
                extendedRcode = (int) (ttl >> 24) << 4;
                checkOpt(recordClass, ttl, rdata);
            } else {
                records.add(new Entry(text(owner), type, recordClass, ttl, Arrays.toString(rdata)));
            }
        }
        return records;
    }

    private void checkOpt(int size, long ttl, byte[] rdata) throws Octets.Malformed {
        if (size != 1232 || (ttl >> 16 & 0xFF) != 0 || (ttl & 0x7FFF) != 0) {
            throw new Octets.Malformed("an OPT of size " + size + " and TTL " + ttl);
        }
        Octets options = new Octets(rdata, 0);
        while (!options.atEnd()) {
            int code = options.u16();
            byte[] data = options.take(options.u16());
            keepalive |= code == 11;
            cookie = code == 10 ? data : cookie;
            if (code == 11 && data.length != 2) {
                throw new Octets.Malformed("a time-out of " + data.length + " octets");
            }
        }
    }

    private static String text(byte[] name) {
        byte[] lower = name.clone();
        for (int at = 0; at < lower.length; at++) {
            if (lower[at] >= 'A' && lower[at] <= 'Z') {
                lower[at] += 32;
            }
        }
        return Arrays.toString(lower);
    }

    List<Entry> answer() {
        return sections.get(0);
    }

    List<Entry> authority() {
        return sections.get(1);
    }

    List<Entry> additional() {
        return sections.get(2);
    }

    boolean truncated() {
        return (flags & 0x0200) != 0;
    }
}
