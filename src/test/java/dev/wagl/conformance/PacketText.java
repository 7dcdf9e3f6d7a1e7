package dev.wagl.conformance;

import dev.wagl.dns.EdnsOption;
import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Header;
import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Pointer;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;

/**
 * A message as hex, box by box (RFC 1035 4.1), each with what it says. What is not well-formed is shown as far as it can be
 * told apart, and the rest as it is.
 */
final class PacketText {

    private static final int COLUMN = 44;
    private static final int OCTETS_A_LINE = 16;
    private static final String[] SECTIONS = {"answer", "authority", "additional"};

    private final byte[] message;
    private final StringBuilder text = new StringBuilder();
    private int at;

    private PacketText(byte[] message) {
        this.message = message;
    }

    static String of(byte[] message) {
        PacketText packet = new PacketText(message);
        if (message.length >= Header.LENGTH) {
            packet.header();
            if (packet.questions()) {
                packet.records();
            }
        }
        if (packet.at < message.length) {
            packet.box(message.length, "not to be told apart: " + (message.length - packet.at) + " octets");
        }
        return packet.text.toString();
    }

    private void header() {
        box(2, "ID " + Octets.u16(message, 0));
        box(4, flags());
        box(
                Header.LENGTH,
                "QDCOUNT " + count(Header.QDCOUNT) + ", ANCOUNT " + count(Header.ANCOUNT) + ", NSCOUNT "
                        + count(Header.NSCOUNT) + ", ARCOUNT " + count(Header.ARCOUNT));
    }

    private String flags() {
        int bits = Octets.u16(message, Header.FLAGS);
        String[] names = {"QR", "", "", "", "", "AA", "TC", "RD", "RA", "Z", "AD", "CD"};
        StringJoiner flags = new StringJoiner(" ");
        for (int bit = 0; bit < names.length; bit++) {
            if (!names[bit].isEmpty() && (bits & 0x8000 >> bit) != 0) {
                flags.add(names[bit]);
            }
        }
        int opcode = Header.opcode(message);
        flags.add(opcode == 0 ? "QUERY" : "opcode " + opcode);
        int rcode = bits & Header.RCODE_MASK;
        return flags + ((bits & Header.QR) != 0 || rcode != 0 ? " " + Rcode.mnemonic(rcode) : "");
    }

    private int count(int offset) {
        return Octets.u16(message, offset);
    }

    private boolean questions() {
        for (int question = 0; question < count(Header.QDCOUNT); question++) {
            int end = nameEnd(at);
            if (end < 0 || end + 4 > message.length) {
                return false;
            }
            box(end, "QNAME " + name(at));
            box(end + 4, "QTYPE " + RecordType.mnemonic(count(end)) + ", QCLASS " + recordClass(count(end + 2)));
        }
        return true;
    }

    private void records() {
        for (int section = 0; section < SECTIONS.length; section++) {
            for (int record = 0; record < count(Header.ANCOUNT + 2 * section); record++) {
                int fixed = nameEnd(at);
                if (fixed < 0 || fixed + 10 > message.length || fixed + 10 + count(fixed + 8) > message.length) {
                    return;
                }
                record(SECTIONS[section], fixed);
            }
        }
    }

    private void record(String section, int fixed) {
        int type = count(fixed);
        int length = count(fixed + 8);
        box(fixed, section + ": " + name(at));
        if (type == RecordType.OPT) {
            box(
                    fixed + 10,
                    "OPT, size " + count(fixed + 2) + ", upper RCODE " + message[fixed + 4] + ", version "
                            + message[fixed + 5] + ((message[fixed + 6] & 0x80) != 0 ? ", DO" : "") + ", RDLENGTH "
                            + length);
            options(fixed + 10 + length);
            return;
        }
        box(
                fixed + 10,
                RecordType.mnemonic(type) + " " + recordClass(count(fixed + 2)) + ", TTL "
                        + Octets.u32(message, fixed + 4) + ", RDLENGTH " + length);
        if (length > 0) {
            box(at + length, rdata(type, Arrays.copyOfRange(message, at, at + length)));
        }
    }

    private static String rdata(int type, byte[] rdata) {
        try {
            return RdataText.of(type, rdata);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return "RDATA";
        }
    }

    private void options(int end) {
        while (at + 4 <= end && at + 4 + count(at + 2) <= end) {
            int code = count(at);
            int length = count(at + 2);
            box(at + 4, "option " + code + ", length " + length);
            if (length > 0) {
                box(at + length, option(code, Arrays.copyOfRange(message, at, at + length)));
            }
        }
        if (at < end) {
            box(end, "no option");
        }
    }

    private static String option(int code, byte[] data) {
        return switch (code) {
            case EdnsOption.NSID -> "NSID " + new String(data, StandardCharsets.US_ASCII);
            case EdnsOption.COOKIE -> "COOKIE";
            case EdnsOption.KEEPALIVE ->
                "KEEPALIVE" + (data.length == 2 ? " " + Octets.u16(data, 0) * 100 + " ms" : "");
            case EdnsOption.EXTENDED_ERROR ->
                "EDE " + Octets.u16(data, 0) + " "
                        + new String(
                                data, 2, Math.min(ExtendedError.MAX_TEXT, data.length - 2), StandardCharsets.UTF_8);
            default -> "data";
        };
    }

    private static String recordClass(int number) {
        return switch (number) {
            case RecordClass.IN -> "IN";
            case RecordClass.CH -> "CH";
            default -> "CLASS" + number;
        };
    }

    /** Where the name ends that begins here; -1 if it does not. */
    private int nameEnd(int from) {
        int end = from;
        while (end < message.length) {
            int label = message[end] & 0xFF;
            if (label == 0) {
                return end + 1;
            }
            if (label >= 0xC0) {
                return end + Pointer.LENGTH <= message.length ? end + Pointer.LENGTH : -1;
            }
            if (label > Labels.MAX_LABEL) {
                return -1;
            }
            end += 1 + label;
        }
        return -1;
    }

    private String name(int from) {
        int end = nameEnd(from);
        boolean pointer = end - from == Pointer.LENGTH && (message[from] & 0xC0) == 0xC0;
        if (pointer) {
            int to = count(from) & Pointer.MAX_OFFSET;
            int target = to < from ? nameEnd(to) : -1;
            return "-> " + to + (target < 0 ? "" : " " + whole(to, target));
        }
        return whole(from, end);
    }

    private String whole(int from, int end) {
        boolean pointed = end - from >= Pointer.LENGTH && (message[end - Pointer.LENGTH] & 0xC0) == 0xC0;
        return pointed || end - from > Labels.MAX_NAME
                ? "name of " + (end - from) + " octets"
                : Name.copyOf(message, from, end - from).toString();
    }

    /** The octets up to {@code end}, a comment behind the first line of them. */
    private void box(int end, String comment) {
        String remark = comment;
        while (at < end) {
            int next = Math.min(end, at + OCTETS_A_LINE);
            String line = "  "
                    + HexFormat.ofDelimiter("").formatHex(message, at, next).replaceAll("(.{4})(?=.)", "$1 ");
            text.append(line);
            if (!remark.isEmpty()) {
                text.append(" ".repeat(Math.max(1, COLUMN - line.length())))
                        .append("# ")
                        .append(remark);
                remark = "";
            }
            text.append('\n');
            at = next;
        }
    }
}
