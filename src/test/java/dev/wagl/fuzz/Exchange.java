package dev.wagl.fuzz;

import dev.wagl.dns.RecordType;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.xbill.DNS.Message;

/**
 * One message and what comes back: what is true of any two whatever the zone. The response is read by {@link Received} and by
 * dnsjava.
 */
final class Exchange {

    private static final int FORMERR = 1;
    private static final int NOTIMP = 4;
    private static final int BADVERS = 16;

    /** QR, the opcode, TC, RD, AA and RCODE may be set; Z, AD, CD and RA never are. */
    private static final int NEVER = 0x00F0;

    /** dnsjava is slow with what is larger; the other reader is not. */
    private static final int DNSJAVA_READS = 8 << 10;

    /** Has a cookie of its own, and is not limited. */
    private static final InetAddress SENDER = InetAddress.getLoopbackAddress();

    private Exchange() {}

    /** Null if nothing was sent back, as it must be. */
    static Received of(QueryProcessor processor, Transport transport, Sent sent) {
        Received received = once(processor, transport, sent);
        if (received != null) {
            compareWithDnsjava(received);
        }
        return received;
    }

    /** The same without dnsjava, which takes most of the time. */
    static Received once(QueryProcessor processor, Transport transport, Sent sent) {
        Received received = from(SENDER, processor, transport, sent);
        Invariant.hold(
                received == null == sent.ignored, received == null ? "no response" : "a response to what is none");
        return received;
    }

    /** Null if nothing was sent back, for whatever reason. */
    static Received from(InetAddress sender, QueryProcessor processor, Transport transport, Sent sent) {
        byte[] request = sent.message.clone();
        // The array ends where the message does: to read past it would throw.
        Verdict verdict = processor.process(request, request.length, sender);
        Invariant.hold(Arrays.equals(request, sent.message), "the request was written to");
        if (verdict == Verdict.DROP) {
            return null;
        }
        try {
            Received received = new Received(Arrays.copyOf(processor.response(), processor.responseLength()));
            checkSize(sent, received, sent.limit(transport));
            checkHeader(sent, received, transport);
            checkRcode(sent, received, transport);
            checkCookie(sent, received);
            return received;
        } catch (Octets.Malformed e) {
            throw new IllegalStateException("the response is malformed: " + e.getMessage(), e);
        }
    }

    private static void checkSize(Sent sent, Received received, int limit) {
        int size = received.message.length;
        Invariant.hold(size <= limit, size + " octets where " + limit + " may be");
        if (received.extendedRcode == FORMERR || received.extendedRcode == NOTIMP) {
            Invariant.hold(size <= sent.message.length, "an error is larger than its query");
        }
    }

    private static void checkHeader(Sent sent, Received received, Transport transport) {
        byte[] query = sent.message;
        byte[] response = received.message;
        Invariant.hold(query[0] == response[0] && query[1] == response[1], "the id is another one");
        Invariant.hold((response[2] & 0x80) != 0, "QR is not set");
        Invariant.equal(response[2] & 0x79, query[2] & 0x79, "opcode and RD");
        Invariant.equal(received.flags & NEVER, 0, "Z, AD, CD, RA");
        Invariant.equal(received.questions, sent.questionEnd > 12 ? 1 : 0, "QDCOUNT");
        Invariant.hold(
                Arrays.equals(response, 12, sent.questionEnd, query, 12, sent.questionEnd),
                "the question is not the one that was asked");
        Invariant.hold(
                !received.keepalive || sent.keepalive && transport == Transport.TCP,
                "a keepalive option that was not asked for, or over UDP");
        if (sent.wellFormed) {
            Invariant.hold(received.opt == sent.opt, "an OPT record in the query or in the response, not in both");
        }
    }

    /** RFC 7873 5.2: a client's half comes back with ours behind it; but no error is made larger than its query by it. */
    private static void checkCookie(Sent sent, Received received) {
        int rcode = received.extendedRcode;
        boolean asked = sent.wellFormed && sent.cookie != null && rcode != FORMERR && rcode != NOTIMP;
        Invariant.hold(asked == (received.cookie != null), "a cookie in the query or in the response, not in both");
        Invariant.hold(
                !asked || received.cookie.length == 24 && Arrays.equals(received.cookie, 0, 8, sent.cookie, 0, 8),
                "the cookie is another client's");
    }

    private static void checkRcode(Sent sent, Received received, Transport transport) {
        int rcode = received.extendedRcode;
        if (sent.opcode != 0) {
            Invariant.equal(rcode, NOTIMP, "RCODE");
        } else if (!sent.wellFormed) {
            Invariant.equal(rcode, FORMERR, "RCODE");
        } else if (sent.optVersion != 0) {
            Invariant.equal(rcode, BADVERS, "RCODE");
        } else if (transport == Transport.TCP && sent.timeout) {
            Invariant.equal(rcode, FORMERR, "RCODE");
        } else {
            Invariant.hold(rcode <= 5, "RCODE is " + rcode);
            Invariant.hold(rcode != FORMERR || sent.type == RecordType.OPT, "a good query is a format error");
        }
        boolean answered = rcode == 0 || rcode == 3;
        Invariant.hold(answered == ((received.flags & 0x0400) != 0), "AA goes with NOERROR and NXDOMAIN");
        if (!answered) {
            Invariant.hold(received.answer().isEmpty() && received.authority().isEmpty(), "an error has records");
        }
        for (List<Received.Entry> section : received.sections) {
            Invariant.equal(new HashSet<>(section).size(), section.size(), "distinct records");
        }
    }

    private static void compareWithDnsjava(Received received) {
        if (received.message.length > DNSJAVA_READS) {
            return;
        }
        try {
            Message message = new Message(received.message);
            for (int section = 0; section < 3; section++) {
                int opt = section == 2 && received.opt ? 1 : 0;
                Invariant.equal(
                        message.getSection(section + 1).size(),
                        received.sections.get(section).size() + opt,
                        "dnsjava's count of section " + section);
            }
            Invariant.equal(message.getRcode(), received.extendedRcode, "dnsjava's RCODE");
        } catch (IOException e) {
            throw new UncheckedIOException("dnsjava does not understand the response", e);
        }
    }
}
