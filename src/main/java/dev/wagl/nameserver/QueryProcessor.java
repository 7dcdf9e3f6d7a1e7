package dev.wagl.nameserver;

import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Header;
import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters.Source;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import java.nio.charset.StandardCharsets;

/**
 * Turns the bytes of a query into the bytes of a response. One for each event loop and transport; not thread-safe. It
 * allocates nothing per query.
 */
public final class QueryProcessor {

    /** What the transport does with a query. */
    public enum Verdict {
        /** Send {@link #response()}. */
        RESPOND,
        /** Send nothing. */
        DROP
    }

    /** RFC 8914 4.15: told until the first zone is there. */
    private static final byte[] NOT_READY_TEXT =
            "no successful sync with Docker yet".getBytes(StandardCharsets.US_ASCII);

    /** Told once there was a zone that is too old to be served ({@code wagl.on-stale=servfail}). */
    private static final byte[] WITHDRAWN_TEXT =
            "no successful sync with Docker for too long".getBytes(StandardCharsets.US_ASCII);

    /** Told once the zone is too old to be believed without more ado ({@code wagl.on-stale=serve}). */
    private static final byte[] STALE_TEXT =
            "no successful sync with Docker for some time".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] OUTSIDE_TEXT = "outside the zone; not forwarded".getBytes(StandardCharsets.US_ASCII);

    private final CurrentZone currentZone;
    private final Transport transport;
    private final ServerIdentity identity;
    private final QueryDecoder query = new QueryDecoder();
    private final ResponseEncoder encoder;
    private final ZoneAnswer zoneAnswer;
    private final QueryCounters counters = new QueryCounters();
    private int idleTimeout;
    private int responseLength;

    /**
     * @param nodeName told by NSID and {@code id.server}
     * @param version told by {@code version.bind}
     * @param seed of the order of answers
     */
    public QueryProcessor(CurrentZone zone, Transport transport, String nodeName, String version, long seed) {
        this.currentZone = zone;
        this.transport = transport;
        identity = new ServerIdentity(nodeName, version);
        encoder = new ResponseEncoder(transport == Transport.TCP ? ResponseEncoder.TCP_SIZE : ResponseEncoder.UDP_SIZE);
        zoneAnswer = new ZoneAnswer(encoder, new Rotation(seed));
    }

    /**
     * Answers one message.
     *
     * @param request holds the message in its first {@code length} octets
     */
    public Verdict process(byte[] request, int length) {
        QueryDecoder.Status status = query.decode(request, length);
        if (status == QueryDecoder.Status.IGNORE) {
            counters.dropped(length < Header.LENGTH ? QueryCounters.Drop.SHORT : QueryCounters.Drop.RESPONSE);
            return Verdict.DROP;
        }
        counters.request(query.type());
        encoder.begin(request, query, limit());
        switch (status) {
            case QUERY -> answer(request);
            case NOTIMP -> finish(Rcode.NOTIMP, 0, Source.NONE);
            case BADVERS -> finish(Rcode.BADVERS, 0, Source.NONE);
            default -> finish(Rcode.FORMERR, 0, Source.NONE);
        }
        return Verdict.RESPOND;
    }

    private int limit() {
        if (transport == Transport.TCP) {
            return ResponseEncoder.TCP_SIZE;
        }
        if (!query.edns()) {
            return ResponseEncoder.UDP_SIZE_WITHOUT_EDNS;
        }
        int offered = Math.max(query.udpSize(), ResponseEncoder.UDP_SIZE_WITHOUT_EDNS);
        return Math.min(offered, ResponseEncoder.UDP_SIZE);
    }

    /**
     * Tells how long a client may be idle, which the next queries over TCP can ask for (RFC 7828).
     *
     * @param tenths of a second, at most 65,535; 0 asks the client to close
     */
    public void idleTimeout(int tenths) {
        idleTimeout = tenths;
    }

    private void answer(byte[] request) {
        if (transport == Transport.TCP && query.timeoutInQuery()) {
            finish(Rcode.FORMERR, 0, Source.NONE);
            return;
        }
        if (query.recordClass() == RecordClass.IN && isNoQuestion(query.type())) {
            answerMetaType();
            return;
        }
        if (transport == Transport.TCP && query.keepalive()) {
            encoder.keepalive(idleTimeout);
        }
        Zone zone = currentZone.get();
        if (query.nsid()) {
            encoder.identifier(identity.nsid(zone));
        }
        switch (query.recordClass()) {
            case RecordClass.IN -> answerInternet(request, zone);
            case RecordClass.CH -> answerChaos(request);
            default -> finish(Rcode.REFUSED, 0, Source.NONE);
        }
    }

    private static boolean isNoQuestion(int type) {
        return RecordType.isMeta(type) && type != RecordType.ANY;
    }

    private void answerChaos(byte[] request) {
        if (identity.answer(encoder, request, query.nameLength(), query.type())) {
            finish(Rcode.NOERROR, Header.AA, Source.NONE);
        } else {
            finish(Rcode.REFUSED, 0, Source.NONE);
        }
    }

    /** Zone transfer is not offered; OPT is no question; the rest (TKEY, TSIG, MAILA, MAILB...) nobody implements here. */
    private void answerMetaType() {
        switch (query.type()) {
            case RecordType.AXFR, RecordType.IXFR -> finish(Rcode.REFUSED, 0, Source.NONE);
            case RecordType.OPT -> finish(Rcode.FORMERR, 0, Source.NONE);
            default -> finish(Rcode.NOTIMP, 0, Source.NONE);
        }
    }

    private void answerInternet(byte[] request, Zone zone) {
        boolean inZone = isAtOrBelow(request, currentZone.apex());
        if (zone == null) {
            answerWithoutZone(inZone);
            return;
        }
        Node node = zone.find(request, Header.LENGTH, query.nameLength(), query.nameHash());
        if (node != null) {
            answerFrom(zone, node);
        } else if (inZone) {
            denyName(zone.negative(), query.nameLength() - zone.apex().length());
        } else {
            answerBelowReverseName(request, zone);
        }
    }

    private void answerFrom(Zone zone, Node node) {
        boolean stale = currentZone.stale();
        zoneAnswer.positive(zone, node, query, stale ? ExtendedError.STALE_ANSWER : ExtendedError.OTHER);
        if (stale) {
            encoder.extendedError(ExtendedError.STALE_ANSWER, STALE_TEXT);
        }
        finish(Rcode.NOERROR, Header.AA, Source.ZONE);
    }

    private void denyName(RRset soa, int apexAt) {
        zoneAnswer.negative(soa, apexAt);
        if (currentZone.stale()) {
            encoder.extendedError(ExtendedError.STALE_NXDOMAIN_ANSWER, STALE_TEXT);
        }
        finish(Rcode.NXDOMAIN, Header.AA, Source.ZONE);
    }

    private void answerWithoutZone(boolean inZone) {
        if (!inZone) {
            refuseOutside();
            return;
        }
        if (currentZone.withdrawn()) {
            encoder.extendedError(ExtendedError.NO_REACHABLE_AUTHORITY, WITHDRAWN_TEXT);
        } else {
            encoder.extendedError(ExtendedError.NOT_READY, NOT_READY_TEXT);
        }
        finish(Rcode.SERVFAIL, 0, Source.NONE);
    }

    /** A published reverse name is an apex of its own: what is below it does not exist. */
    private void answerBelowReverseName(byte[] request, Zone zone) {
        int end = Header.LENGTH + query.nameLength();
        if (ReverseNames.contains(request, Header.LENGTH, query.nameLength())) {
            for (int at = Labels.parent(request, Header.LENGTH); request[at] != 0; at = Labels.parent(request, at)) {
                Node node = zone.find(request, at, end - at, Labels.hash(request, at, end - at));
                if (node != null && node.negative() != null) {
                    denyName(node.negative(), at - Header.LENGTH);
                    return;
                }
            }
        }
        refuseOutside();
    }

    private void refuseOutside() {
        encoder.extendedError(ExtendedError.NOT_AUTHORITATIVE, OUTSIDE_TEXT);
        finish(Rcode.REFUSED, 0, Source.NONE);
    }

    private boolean isAtOrBelow(byte[] request, Name apex) {
        int start = Header.LENGTH + query.nameLength() - apex.length();
        int at = Header.LENGTH;
        while (at < start) {
            at = Labels.parent(request, at);
        }
        return at == start && apex.matches(request, at, apex.length());
    }

    private void finish(int rcode, int flags, Source source) {
        responseLength = encoder.finish(rcode, flags);
        counters.response(rcode, source, responseLength);
    }

    /** The response, in its first {@link #responseLength()} octets; overwritten by the next call. */
    public byte[] response() {
        return encoder.buffer();
    }

    public int responseLength() {
        return responseLength;
    }

    public QueryCounters counters() {
        return counters;
    }
}
