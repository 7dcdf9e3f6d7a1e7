package dev.wagl.fuzz;

import dev.wagl.dns.Labels;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.QueryDecoder.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.xbill.DNS.Message;

/**
 * Fuzz target: any octets to {@link QueryDecoder}. It understands what {@link Sent} understands, the question of what it
 * takes for a query is the one that dnsjava reads, and what lies behind the message changes nothing.
 */
public final class QueryDecoderFuzz {

    private static final QueryDecoder DECODER = new QueryDecoder();
    private static final QueryDecoder WITHIN_MORE = new QueryDecoder();

    private QueryDecoderFuzz() {}

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        byte[] message = input.clone();
        // The array ends where the message does: to read past it would throw.
        Status status = DECODER.decode(message, message.length);
        Sent sent = new Sent(input);
        Invariant.hold(Arrays.equals(message, input), "the decoder has written into the message");
        Invariant.hold(status == expected(sent), "decoded as " + status + ", not as " + expected(sent));
        compareWithin(input, status);
        if (sent.ignored) {
            return;
        }
        compareQuestion(input, sent);
        if (sent.wellFormed) {
            compareOpt(sent);
            compareWithDnsjava(sent);
        }
    }

    private static Status expected(Sent sent) {
        if (sent.ignored) {
            return Status.IGNORE;
        }
        if (sent.opcode != 0) {
            return Status.NOTIMP;
        }
        if (!sent.wellFormed) {
            return Status.FORMERR;
        }
        return sent.optVersion == 0 ? Status.QUERY : Status.BADVERS;
    }

    /** As transports hand it over: in front of what an older message has left in the array. */
    private static void compareWithin(byte[] input, Status status) {
        byte[] more = Arrays.copyOf(input, input.length + 300);
        Arrays.fill(more, input.length, more.length, (byte) 1);
        Invariant.hold(
                WITHIN_MORE.decode(more, input.length) == status
                        && (status == Status.IGNORE
                                || WITHIN_MORE.questionEnd() == DECODER.questionEnd()
                                        && WITHIN_MORE.udpSize() == DECODER.udpSize()),
                "what lies behind the message is read");
    }

    private static void compareQuestion(byte[] input, Sent sent) {
        Invariant.equal(DECODER.questionEnd(), sent.questionEnd, "questionEnd");
        Invariant.equal(DECODER.nameLength(), sent.name.length, "nameLength");
        Invariant.equal(DECODER.type(), sent.type, "type");
        Invariant.equal(DECODER.recordClass(), sent.recordClass, "recordClass");
        if (sent.questionEnd > 12) {
            Invariant.equal(DECODER.nameHash(), Labels.hash(input, 12, sent.name.length), "nameHash");
        }
    }

    private static void compareOpt(Sent sent) {
        Invariant.hold(DECODER.edns() == sent.opt, "edns");
        Invariant.equal(DECODER.udpSize(), sent.udpSize, "udpSize");
        Invariant.hold(DECODER.dnssecOk() == sent.dnssecOk, "dnssecOk");
        Invariant.hold(DECODER.nsid() == sent.nsid, "nsid");
        int cookie = sent.cookie == null ? 0 : sent.cookie.length;
        Invariant.equal(DECODER.cookieLength(), cookie, "cookieLength");
        int at = DECODER.cookieOffset();
        Invariant.hold(
                cookie == 0 || Arrays.equals(sent.message, at, at + cookie, sent.cookie, 0, cookie), "another cookie");
        Invariant.hold(DECODER.keepalive() == sent.keepalive, "keepalive");
        Invariant.hold(DECODER.timeoutInQuery() == sent.timeout, "timeoutInQuery");
    }

    /** dnsjava also reads RDATA, which is none of ours: it is given the header and the question. */
    private static void compareWithDnsjava(Sent sent) {
        byte[] question = Arrays.copyOf(sent.message, sent.questionEnd);
        Arrays.fill(question, 6, 12, (byte) 0);
        try {
            org.xbill.DNS.Record read = new Message(question).getQuestion();
            Invariant.hold(Arrays.equals(read.getName().toWire(), sent.name), "dnsjava reads another name");
            Invariant.equal(read.getType(), sent.type, "dnsjava's type");
            Invariant.equal(read.getDClass(), sent.recordClass, "dnsjava's class");
        } catch (IOException e) {
            throw new UncheckedIOException("dnsjava does not understand the question", e);
        }
    }
}
