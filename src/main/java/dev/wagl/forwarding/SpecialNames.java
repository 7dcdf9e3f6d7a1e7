package dev.wagl.forwarding;

import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Header;
import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Pointer;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Names that are answered here and never leave the box: those that no DNS server knows (RFC 6761, 7686, 9462, 9476), and reverse
 * names of addresses that many networks have (RFC 6303, 7793). Immutable; to look one up makes no object.
 *
 * <p>{@code local.}, {@code internal.} and {@code home.arpa.} are not among them: where a site has such a zone, it is the site's own
 * resolver that knows it, and that is the upstream.
 */
final class SpecialNames {

    /** No special name. */
    static final int NONE = -1;

    private static final String SPECIAL_USE = "localhost invalid test onion alt resolver.arpa";

    /** RFC 6303 4, less 10/8 to 192.168/16. */
    private static final String REVERSE = "0.in-addr.arpa 127.in-addr.arpa 254.169.in-addr.arpa 2.0.192.in-addr.arpa"
            + " 100.51.198.in-addr.arpa 113.0.203.in-addr.arpa 255.255.255.255.in-addr.arpa"
            + " d.f.ip6.arpa 8.e.f.ip6.arpa 9.e.f.ip6.arpa a.e.f.ip6.arpa b.e.f.ip6.arpa 8.b.d.0.1.0.0.2.ip6.arpa"
            + " 10.in-addr.arpa 168.192.in-addr.arpa";

    /** Between 127.in-addr.arpa and the reverse name of 127.0.0.1. */
    private static final String EMPTY_NON_TERMINALS = "0.127.in-addr.arpa 0.0.127.in-addr.arpa";

    private static final Name LOCALHOST = Name.parse("localhost.");
    private static final Name LOOPBACK = Name.parse("1.0.0.127.in-addr.arpa.");
    private static final Name LOOPBACK6 = Name.parse("1." + "0.".repeat(31) + "ip6.arpa.");

    /** Three hours, as in RFC 6303 3. */
    private static final int TTL = 10_800;

    /** Of reverse names: a container that gets the address tomorrow, or now, is published under it. */
    private static final int REVERSE_TTL = 1;

    private static final byte[] MAILBOX = Name.parse("nobody.invalid.").toWire();
    private static final byte[] LOCALHOST_WIRE = LOCALHOST.toWire();
    private static final byte[] IPV4 = {127, 0, 0, 1};
    private static final byte[] IPV6 = new byte[16];
    private static final byte[] TEXT =
            "special-use or private name, not forwarded without an --ns for it".getBytes(StandardCharsets.US_ASCII);

    static {
        IPV6[15] = 1;
    }

    /** What a name is in the table. */
    private enum Kind {
        /** Apex of a zone that is empty, or nearly. */
        ZONE,
        /** As ZONE, of reverse names. */
        REVERSE_ZONE,
        /** A name in a zone without records. */
        NODE,
        /** An upstream is asked for what is at or below it. */
        FORWARDED
    }

    private final Name[] names;
    private final Kind[] kinds;
    private int longest;

    /** @param forwarded zones with upstreams of their own: these are asked, whatever is special about the name */
    SpecialNames(Collection<Name> forwarded) {
        int slots = Integer.highestOneBit(4 * (128 + forwarded.size()));
        names = new Name[slots];
        kinds = new Kind[slots];
        // Of two entries for a name the first one counts.
        forwarded.stream().filter(zone -> !zone.isRoot()).forEach(zone -> add(zone, Kind.FORWARDED));
        addAll(SPECIAL_USE, Kind.ZONE);
        addAll(REVERSE, Kind.REVERSE_ZONE);
        for (int octet = 16; octet < 32; octet++) {
            addAll(octet + ".172.in-addr.arpa", Kind.REVERSE_ZONE);
        }
        for (int octet = 64; octet < 128; octet++) {
            addAll(octet + ".100.in-addr.arpa", Kind.REVERSE_ZONE);
        }
        addAll(EMPTY_NON_TERMINALS, Kind.NODE);
        add(LOOPBACK, Kind.NODE);
        add(LOOPBACK6, Kind.ZONE);
        add(Name.parse("0." + "0.".repeat(31) + "ip6.arpa."), Kind.ZONE);
    }

    private void addAll(String list, Kind kind) {
        for (String name : list.split(" ")) {
            add(Name.parse(name), kind);
        }
    }

    private void add(Name name, Kind kind) {
        int slot = name.hashCode() & names.length - 1;
        while (names[slot] != null) {
            if (names[slot].equals(name)) {
                return;
            }
            slot = slot + 1 & names.length - 1;
        }
        names[slot] = name;
        kinds[slot] = kind;
        longest = Math.max(longest, name.length());
    }

    /**
     * Answers a query of class IN if its name is special; the response is authoritative (AA).
     *
     * @return the RCODE, or {@link #NONE}, and then nothing is written
     */
    int answer(ResponseEncoder response, byte[] query, QueryDecoder decoded) {
        int end = Header.LENGTH + decoded.nameLength();
        boolean known = false;
        int zoneAt = NONE;
        Kind zone = null;
        for (int at = Header.LENGTH; at < end; at = Labels.parent(query, at)) {
            Kind kind = end - at > longest ? null : kind(query, at, end - at);
            if (kind == Kind.FORWARDED) {
                return NONE;
            }
            known |= kind != null && at == Header.LENGTH;
            if (zone == null && (kind == Kind.ZONE || kind == Kind.REVERSE_ZONE)) {
                zoneAt = at;
                zone = kind;
            }
        }
        if (zone == null) {
            return NONE;
        }
        return answer(response, query, decoded, zoneAt, zone == Kind.ZONE ? TTL : REVERSE_TTL, known);
    }

    private Kind kind(byte[] query, int at, int length) {
        int slot = Labels.hash(query, at, length) & names.length - 1;
        while (names[slot] != null) {
            if (names[slot].matches(query, at, length)) {
                return kinds[slot];
            }
            slot = slot + 1 & names.length - 1;
        }
        return null;
    }

    private static int answer(
            ResponseEncoder response, byte[] query, QueryDecoder decoded, int zoneAt, int ttl, boolean known) {
        int length = decoded.nameLength();
        int type = decoded.type();
        boolean localhost = LOCALHOST.matches(query, zoneAt, Header.LENGTH + length - zoneAt);
        if (localhost && (type == RecordType.A || type == RecordType.ANY)) {
            writeAnswer(response, RecordType.A, IPV4);
        } else if (localhost && type == RecordType.AAAA) {
            writeAnswer(response, RecordType.AAAA, IPV6);
        } else if (type == RecordType.PTR && isLoopback(query, length)) {
            writeAnswer(response, RecordType.PTR, LOCALHOST_WIRE);
        } else if (type == RecordType.SOA && zoneAt == Header.LENGTH) {
            response.wroteAnswers(1, writeSoa(response, zoneAt, ttl));
        } else {
            response.wroteAuthorities(1, writeSoa(response, zoneAt, ttl));
            response.extendedError(ExtendedError.OTHER, TEXT);
            return known || localhost ? Rcode.NOERROR : Rcode.NXDOMAIN;
        }
        return Rcode.NOERROR;
    }

    private static boolean isLoopback(byte[] query, int length) {
        return LOOPBACK.matches(query, Header.LENGTH, length) || LOOPBACK6.matches(query, Header.LENGTH, length);
    }

    private static void writeAnswer(ResponseEncoder response, int type, byte[] rdata) {
        byte[] buffer = response.buffer();
        int at = writeFixedPart(buffer, response.position(), Header.LENGTH, type, TTL, rdata.length);
        System.arraycopy(rdata, 0, buffer, at, rdata.length);
        response.wroteAnswers(1, at + rdata.length);
    }

    /** Behind any question and beside any OPT record there is room for it. Returns the offset behind it. */
    private static int writeSoa(ResponseEncoder response, int zoneAt, int ttl) {
        byte[] buffer = response.buffer();
        int rdata = Pointer.LENGTH + MAILBOX.length + RdataLayout.SOA_NUMBERS;
        int at = writeFixedPart(buffer, response.position(), zoneAt, RecordType.SOA, ttl, rdata);
        Octets.putU16(buffer, at, Pointer.to(zoneAt));
        System.arraycopy(MAILBOX, 0, buffer, at + 2, MAILBOX.length);
        int numbers = at + 2 + MAILBOX.length;
        Octets.putU32(buffer, numbers, 1);
        Octets.putU32(buffer, numbers + 4, 3600);
        Octets.putU32(buffer, numbers + 8, 1200);
        Octets.putU32(buffer, numbers + 12, 604_800);
        Octets.putU32(buffer, numbers + 16, ttl);
        return numbers + RdataLayout.SOA_NUMBERS;
    }

    private static int writeFixedPart(byte[] buffer, int at, int ownerAt, int type, int ttl, int rdata) {
        Octets.putU16(buffer, at, Pointer.to(ownerAt));
        Octets.putU16(buffer, at + 2, type);
        Octets.putU16(buffer, at + 4, RecordClass.IN);
        Octets.putU32(buffer, at + 6, ttl);
        Octets.putU16(buffer, at + 10, rdata);
        return at + 12;
    }
}
