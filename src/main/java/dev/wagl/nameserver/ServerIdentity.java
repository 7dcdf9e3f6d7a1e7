package dev.wagl.nameserver;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.dns.Utf8;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a server says of itself: NSID (RFC 5001) and the names of class CHAOS (RFC 4892). */
final class ServerIdentity {

    private static final int MAX_NODE_NAME = 63;
    private static final int GENERATION_DIGITS = 16;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final Name VERSION_BIND = Name.parse("version.bind.");
    private static final Name VERSION_SERVER = Name.parse("version.server.");
    private static final Name HOSTNAME_BIND = Name.parse("hostname.bind.");
    private static final Name ID_SERVER = Name.parse("id.server.");

    private final byte[] nsid;
    private final RRset version;
    private final RRset id;

    ServerIdentity(String nodeName, String version) {
        byte[] node = Utf8.cut(nodeName, MAX_NODE_NAME);
        nsid = Arrays.copyOf(node, node.length + 1 + GENERATION_DIGITS);
        nsid[node.length] = '/';
        this.version = text("wagl " + version);
        id = text(new String(node, StandardCharsets.UTF_8));
    }

    private static RRset text(String text) {
        byte[] octets = Utf8.cut(text, 255);
        byte[] rdata = new byte[1 + octets.length];
        rdata[0] = (byte) octets.length;
        System.arraycopy(octets, 0, rdata, 1, octets.length);
        return RRset.of(RecordType.TXT, RecordClass.CH, 0, rdata);
    }

    /** {@code <node>/<generation>}; the generation is all zeros until there is a zone. Valid until the next call. */
    byte[] nsid(Zone zone) {
        long generation = zone == null ? 0 : zone.generation();
        int at = nsid.length;
        for (int digit = 0; digit < GENERATION_DIGITS; digit++) {
            nsid[--at] = HEX[(int) (generation & 0xF)];
            generation >>>= 4;
        }
        return nsid;
    }

    /** Writes the answer to a CHAOS query; false if there is none for that name and type. */
    boolean answer(ResponseEncoder encoder, byte[] request, int nameLength, int type) {
        if (type != RecordType.TXT && type != RecordType.ANY) {
            return false;
        }
        RRset answer = find(request, nameLength);
        if (answer == null) {
            return false;
        }
        if (answer.length() > encoder.room()) {
            encoder.truncate();
            return true;
        }
        encoder.wroteAnswers(1, answer.write(encoder.buffer(), encoder.position(), 0));
        return true;
    }

    private RRset find(byte[] request, int nameLength) {
        if (isAsked(VERSION_BIND, request, nameLength) || isAsked(VERSION_SERVER, request, nameLength)) {
            return version;
        }
        if (isAsked(ID_SERVER, request, nameLength) || isAsked(HOSTNAME_BIND, request, nameLength)) {
            return id;
        }
        return null;
    }

    private static boolean isAsked(Name name, byte[] request, int nameLength) {
        return name.matches(request, Header.LENGTH, nameLength);
    }
}
