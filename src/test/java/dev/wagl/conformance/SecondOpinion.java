package dev.wagl.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What dnsjava makes of a response, and what is true of each one, whatever was asked. Each response of each test comes
 * through here.
 */
public final class SecondOpinion {

    private static final int HEADER = 12;
    private static final int Z_AD_CD = 0x70;
    private static final int SECTIONS = 4;

    private SecondOpinion() {}

    /**
     * The response, decoded.
     *
     * @param query the octets it answers, well-formed or not
     */
    public static Message of(byte[] query, byte[] response, Transport transport) {
        try {
            Message decoded = decode(response);
            Message asked = decodeIfWellFormed(query);
            checkHeader(query, response, decoded);
            checkQuestion(query, response, decoded);
            checkOpt(asked, decoded);
            checkSize(query, asked, response, decoded, transport);
            checkRecords(decoded);
            return decoded;
        } catch (AssertionError e) {
            HexFormat hex = HexFormat.of();
            throw new AssertionError(
                    e.getMessage() + "\nquery: " + hex.formatHex(query) + "\nresponse: " + hex.formatHex(response), e);
        }
    }

    private static Message decode(byte[] response) {
        Message decoded;
        try {
            decoded = new Message(response);
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("the response is not a message: " + e, e);
        }
        // Of a message with TC, dnsjava forgives that it is cut.
        assertThat(decoded.numBytes()).as("octets read").isEqualTo(response.length);
        for (int section = 0; section < SECTIONS; section++) {
            assertThat(decoded.getHeader().getCount(section))
                    .as("count of section " + section)
                    .isEqualTo(decoded.getSection(section).size());
        }
        return decoded;
    }

    /** Null if dnsjava cannot read it. With TC it would forgive that it is cut. */
    private static Message decodeIfWellFormed(byte[] query) {
        byte[] withoutTc = query.clone();
        withoutTc[2] &= ~2;
        try {
            return new Message(withoutTc);
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static void checkHeader(byte[] query, byte[] response, Message decoded) {
        assertThat(Arrays.copyOf(response, 2)).as("id").isEqualTo(Arrays.copyOf(query, 2));
        assertThat(query[2] < 0).as("QR of the query").isFalse();
        assertThat(decoded.getHeader().getFlag(Flags.QR)).as("QR").isTrue();
        assertThat(response[2] & 0x78).as("opcode").isEqualTo(query[2] & 0x78);
        assertThat(response[2] & 1).as("RD").isEqualTo(query[2] & 1);
        assertThat(response[3] & Z_AD_CD).as("Z, AD and CD").isZero();
        if (decoded.getHeader().getFlag(Flags.AA)) {
            assertThat(decoded.getRcode()).as("RCODE with AA").isIn(Rcode.NOERROR, Rcode.NXDOMAIN);
        }
    }

    private static void checkQuestion(byte[] query, byte[] response, Message decoded) {
        assertThat(decoded.getHeader().getCount(Section.QUESTION)).as("QDCOUNT").isLessThanOrEqualTo(1);
        if (decoded.getQuestion() != null) {
            int length = HEADER + decoded.getQuestion().getName().length() + 4;
            assertThat(Arrays.copyOfRange(response, HEADER, length))
                    .as("question")
                    .isEqualTo(Arrays.copyOfRange(query, HEADER, length));
        } else {
            assertThat(decoded.getHeader().getFlag(Flags.AA))
                    .as("AA without a question")
                    .isFalse();
        }
    }

    /** RFC 6891 6.1.1: an OPT record exactly if the query had one; of a query that is malformed, only if. */
    private static void checkOpt(Message asked, Message decoded) {
        OPTRecord opt = decoded.getOPT();
        boolean hadOne = asked != null && asked.getOPT() != null;
        if (asked != null && decoded.getRcode() != Rcode.FORMERR) {
            assertThat(opt != null).as("an OPT record").isEqualTo(hadOne);
        } else if (asked != null && !hadOne) {
            assertThat(opt).as("OPT record").isNull();
        }
        if (opt != null) {
            assertThat(opt.getVersion()).as("EDNS version").isZero();
            assertThat(opt.getPayloadSize()).as("UDP size").isEqualTo(1232);
            assertThat(decoded.getSection(Section.ADDITIONAL))
                    .filteredOn(record -> record.getType() == Type.OPT)
                    .hasSize(1);
            if (hadOne) {
                assertThat(opt.getFlags())
                        .as("DO and no other flag")
                        .isEqualTo(asked.getOPT().getFlags() & 0x8000);
            }
        }
    }

    private static void checkSize(byte[] query, Message asked, byte[] response, Message decoded, Transport transport) {
        int most = 65_535;
        if (transport == Transport.UDP) {
            int offered =
                    asked != null && asked.getOPT() != null ? asked.getOPT().getPayloadSize() : 1232;
            most = decoded.getOPT() == null ? 512 : Math.min(Math.max(offered, 512), 1232);
        }
        assertThat(response.length).as("octets").isLessThanOrEqualTo(most);
        if (decoded.getRcode() == Rcode.FORMERR || decoded.getRcode() == Rcode.NOTIMP) {
            assertThat(response.length).as("octets of an error").isLessThanOrEqualTo(query.length);
        }
    }

    private static void checkRecords(Message decoded) {
        boolean authoritative = decoded.getHeader().getFlag(Flags.AA);
        List<Record> answer = decoded.getSection(Section.ANSWER);
        List<Record> authority = decoded.getSection(Section.AUTHORITY);
        if (decoded.getRcode() != Rcode.NOERROR) {
            assertThat(answer).as("answers with an error").isEmpty();
        }
        // RFC 2308 2: a negative answer has the SOA, unless there is no room for it.
        if (authoritative && answer.isEmpty() && !decoded.getHeader().getFlag(Flags.TC)) {
            assertThat(authority)
                    .as("authority of a negative answer")
                    .hasSize(1)
                    .allMatch(soa -> soa.getType() == Type.SOA);
        }
        Set<Record> seen = new HashSet<>();
        Map<String, Long> ttls = new HashMap<>();
        for (int section = Section.ANSWER; section < SECTIONS; section++) {
            for (Record record : decoded.getSection(section)) {
                // RFC 2181 5: each record once, all of an RRset with one TTL.
                assertThat(seen.add(record)).as("once: " + record).isTrue();
                Long ttl = ttls.putIfAbsent(record.getName() + " " + record.getType(), record.getTTL());
                assertThat(ttl == null || ttl == record.getTTL())
                        .as("one TTL: " + record)
                        .isTrue();
            }
        }
    }
}
