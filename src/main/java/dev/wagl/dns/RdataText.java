package dev.wagl.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** RDATA in presentation form, as a zone file has it (RFC 1035 5.1, RFC 3597 5). */
public final class RdataText {

    private RdataText() {}

    /**
     * The RDATA's text; {@code \# length hex} for types that have no form here.
     *
     * @param rdata well-formed, uncompressed
     */
    public static String of(int type, byte[] rdata) {
        return switch (type) {
            case RecordType.A, RecordType.AAAA -> address(rdata);
            case RecordType.NS, RecordType.PTR -> name(rdata, 0).toString();
            case RecordType.SRV ->
                Octets.u16(rdata, 0) + " " + Octets.u16(rdata, 2) + " " + Octets.u16(rdata, 4) + " " + name(rdata, 6);
            case RecordType.SOA -> soa(rdata);
            case RecordType.TXT, RecordType.HINFO -> strings(rdata);
            default -> unknown(rdata);
        };
    }

    /** An address, as records have it. */
    public static String of(InetAddress address) {
        return address(address.getAddress());
    }

    private static String address(byte[] rdata) {
        try {
            String full = InetAddress.getByAddress(rdata).getHostAddress();
            return rdata.length == 4 ? full : withoutLongestZeros(full.split(":"));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + rdata.length + " octets", e);
        }
    }

    /** RFC 5952 4.2: the longest run of two or more zero fields, the first of several, becomes {@code ::}. */
    private static String withoutLongestZeros(String[] fields) {
        int start = 0;
        int length = 1;
        for (int from = 0; from < fields.length; from++) {
            int to = from;
            while (to < fields.length && fields[to].equals("0")) {
                to++;
            }
            if (to - from > length) {
                start = from;
                length = to - from;
            }
        }
        if (length < 2) {
            return String.join(":", fields);
        }
        List<String> all = List.of(fields);
        return String.join(":", all.subList(0, start)) + "::"
                + String.join(":", all.subList(start + length, fields.length));
    }

    private static Name name(byte[] rdata, int offset) {
        int end = offset;
        while (rdata[end] != 0) {
            end = Labels.parent(rdata, end);
        }
        return Name.copyOf(rdata, offset, end + 1 - offset);
    }

    private static String soa(byte[] rdata) {
        Name primary = name(rdata, 0);
        Name mailbox = name(rdata, primary.length());
        StringBuilder text = new StringBuilder().append(primary).append(' ').append(mailbox);
        int numbers = primary.length() + mailbox.length();
        for (int at = numbers; at < numbers + 20; at += 4) {
            text.append(' ').append(Octets.u32(rdata, at));
        }
        return text.toString();
    }

    private static String strings(byte[] rdata) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < rdata.length; at += 1 + (rdata[at] & 0xFF)) {
            text.append(text.isEmpty() ? "\"" : " \"");
            for (int i = at + 1; i <= at + (rdata[at] & 0xFF); i++) {
                appendOctet(text, rdata[i] & 0xFF);
            }
            text.append('"');
        }
        return text.toString();
    }

    private static void appendOctet(StringBuilder text, int octet) {
        if (octet < ' ' || octet >= 0x7F) {
            text.append('\\').append(String.format("%03d", octet));
            return;
        }
        if (octet == '"' || octet == '\\') {
            text.append('\\');
        }
        text.append((char) octet);
    }

    private static String unknown(byte[] rdata) {
        StringBuilder text = new StringBuilder("\\# ").append(rdata.length).append(rdata.length == 0 ? "" : " ");
        for (byte octet : rdata) {
            text.append(String.format("%02x", octet));
        }
        return text.toString();
    }
}
