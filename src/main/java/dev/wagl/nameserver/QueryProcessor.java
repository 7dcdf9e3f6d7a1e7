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
import dev.wagl.nameserver.ResponseRateLimit.Action;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Turns the bytes of a query into the bytes of a response. One for each event loop and transport; not thread-safe. It
 * allocates nothing per query.
 */
public final class QueryProcessor {

    /** What the transport does with a query. */
    public enum Verdict {
        /** Send {@link #response()}. */
        RESPOND,
        /** Ask an upstream, or a cache of what upstreams have said; then {@link #finishForwarded}. */
        FORWARD,
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

    private static final byte[] PROHIBITED_TEXT =
            "outside the zone; not forwarded for your address".getBytes(StandardCharsets.US_ASCII);

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long MILLIS_PER_SECOND = 1_000;

    private final CurrentZone currentZone;
    private final Transport transport;
    private final ServerIdentity identity;
    private final QueryDecoder query = new QueryDecoder();
    private final ResponseEncoder encoder;
    private final ZoneAnswer zoneAnswer;
    private final ServerCookies cookies;
    private final ResponseRateLimit rateLimit;
    private final AddressBlocks mayForward;
    private final QueryCounters counters = new QueryCounters();

    /** Of a clock that only goes on, by which the rate limit counts. */
    private int second;

    /** Since 1970, as cookies tell it; the lower 32 bits. */
    private int epochSecond;

    private int idleTimeout;

    /** Where the query at hand came from; null: from ourselves. */
    private InetAddress sender;

    /** The sender as numbers, once {@link #clientRead}. */
    private final ClientAddress client = new ClientAddress();

    private boolean clientRead;

    /** Whether the sender has sent a cookie of ours, and so gets what is sent to its address. */
    private boolean proven;

    private int rcode;
    private int responseLength;

    /** One that limits nobody, and whose cookies no other knows. */
    public QueryProcessor(CurrentZone zone, Transport transport, String nodeName, String version, long seed) {
        this(zone, transport, nodeName, version, seed, CookieSecrets.random(new SecureRandom()), null);
    }

    /** One that forwards nothing. */
    public QueryProcessor(
            CurrentZone zone,
            Transport transport,
            String nodeName,
            String version,
            long seed,
            CookieSecrets secrets,
            ResponseRateLimit rateLimit) {
        this(zone, transport, nodeName, version, seed, secrets, rateLimit, null);
    }

    /**
     * @param nodeName told by NSID and {@code id.server}
     * @param version told by {@code version.bind}
     * @param seed of the order of answers
     * @param rateLimit shared by all that answer over UDP; null for none, which TCP, where an address cannot be forged, always has
     * @param mayForward for whom names outside the zone are forwarded; null: nobody
     */
    public QueryProcessor(
            CurrentZone zone,
            Transport transport,
            String nodeName,
            String version,
            long seed,
            CookieSecrets secrets,
            ResponseRateLimit rateLimit,
            AddressBlocks mayForward) {
        this.currentZone = zone;
        this.transport = transport;
        this.cookies = new ServerCookies(secrets);
        this.rateLimit = transport == Transport.UDP ? rateLimit : null;
        this.mayForward = mayForward;
        identity = new ServerIdentity(nodeName, version);
        encoder = new ResponseEncoder(transport == Transport.TCP ? ResponseEncoder.TCP_SIZE : ResponseEncoder.UDP_SIZE);
        zoneAnswer = new ZoneAnswer(encoder, new Rotation(seed));
    }

    /**
     * Says what time it is; once for all queries that come together will do.
     *
     * @param nanoTime of a clock that only goes on
     * @param epochMillis of the one on the wall
     */
    public void tick(long nanoTime, long epochMillis) {
        second = (int) (nanoTime / NANOS_PER_SECOND);
        epochSecond = (int) (epochMillis / MILLIS_PER_SECOND);
    }

    /**
     * Tells how long a client may be idle, which the next queries over TCP can ask for (RFC 7828).
     *
     * @param tenths of a second, at most 65,535; 0 asks the client to close
     */
    public void idleTimeout(int tenths) {
        idleTimeout = tenths;
    }

    /** Answers one message of our own, which is not limited and gets no cookie. */
    public Verdict process(byte[] request, int length) {
        return process(request, length, null);
    }

    /**
     * Answers one message.
     *
     * @param request holds the message in its first {@code length} octets
     * @param sender where the response goes
     */
    public Verdict process(byte[] request, int length, InetAddress sender) {
        QueryDecoder.Status status = query.decode(request, length);
        if (status == QueryDecoder.Status.IGNORE) {
            counters.dropped(length < Header.LENGTH ? QueryCounters.Drop.SHORT : QueryCounters.Drop.RESPONSE);
            return Verdict.DROP;
        }
        counters.request(query.type());
        begin(request, sender);
        return switch (status) {
            case QUERY -> answer(request);
            case NOTIMP -> finish(Rcode.NOTIMP, 0, Source.NONE);
            case BADVERS -> finish(Rcode.BADVERS, 0, Source.NONE);
            default -> finish(Rcode.FORMERR, 0, Source.NONE);
        };
    }

    private void begin(byte[] request, InetAddress sender) {
        this.sender = sender;
        clientRead = false;
        proven = false;
        encoder.begin(request, query, limit());
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

    private Verdict answer(byte[] request) {
        if (transport == Transport.TCP && query.timeoutInQuery()) {
            return finish(Rcode.FORMERR, 0, Source.NONE);
        }
        if (query.recordClass() == RecordClass.IN && isNoQuestion(query.type())) {
            return finish(query.type() == RecordType.OPT ? Rcode.FORMERR : Rcode.NOTIMP, 0, Source.NONE);
        }
        Zone zone = currentZone.get();
        takeOptions(request, zone);
        return switch (query.recordClass()) {
            case RecordClass.IN -> answerInternet(request, zone);
            case RecordClass.CH -> answerChaos(request);
            default -> finish(Rcode.REFUSED, 0, Source.NONE);
        };
    }

    /** OPT, and what nobody implements here: TKEY, TSIG, MAILA, MAILB... */
    private static boolean isNoQuestion(int type) {
        return RecordType.isMeta(type) && type != RecordType.ANY && !isTransfer(type);
    }

    private static boolean isTransfer(int type) {
        return type == RecordType.AXFR || type == RecordType.IXFR;
    }

    /** FORMERR and NOTIMP tell nothing of this: it would make them larger than their query. */
    private void takeOptions(byte[] request, Zone zone) {
        if (query.nsid()) {
            encoder.identifier(identity.nsid(zone));
        }
        if (query.keepalive() && transport == Transport.TCP) {
            encoder.keepalive(idleTimeout);
        }
        if (query.cookieLength() != 0 && sender != null) {
            proven = cookies.read(request, query.cookieOffset(), query.cookieLength(), client(), epochSecond);
            encoder.cookie(cookies.cookie());
        }
    }

    private ClientAddress client() {
        if (!clientRead) {
            client.set(sender);
            clientRead = true;
        }
        return client;
    }

    private Verdict answerChaos(byte[] request) {
        if (identity.answer(encoder, request, query.nameLength(), query.type())) {
            return finish(Rcode.NOERROR, Header.AA, Source.NONE);
        }
        return finish(Rcode.REFUSED, 0, Source.NONE);
    }

    private Verdict answerInternet(byte[] request, Zone zone) {
        if (isTransfer(query.type())) {
            // Not offered to anyone.
            return finish(Rcode.REFUSED, 0, Source.NONE);
        }
        if (zone == null) {
            return isInZone(request) ? answerWithoutZone() : outside(request);
        }
        Node node = zone.find(request, Header.LENGTH, query.nameLength(), query.nameHash());
        if (node != null) {
            return answerFrom(zone, node);
        }
        if (isInZone(request)) {
            return denyName(zone.negative(), query.nameLength() - zone.apex().length());
        }
        return answerBelowReverseName(request, zone);
    }

    private boolean isInZone(byte[] request) {
        Name apex = currentZone.apex();
        int start = Header.LENGTH + query.nameLength() - apex.length();
        int at = Header.LENGTH;
        while (at < start) {
            at = Labels.parent(request, at);
        }
        return at == start && apex.matches(request, at, apex.length());
    }

    private Verdict answerFrom(Zone zone, Node node) {
        boolean stale = currentZone.stale();
        zoneAnswer.positive(zone, node, query, stale ? ExtendedError.STALE_ANSWER : ExtendedError.OTHER);
        if (stale) {
            encoder.extendedError(ExtendedError.STALE_ANSWER, STALE_TEXT);
        }
        return finish(Rcode.NOERROR, Header.AA, Source.ZONE);
    }

    private Verdict denyName(RRset soa, int apexAt) {
        zoneAnswer.negative(soa, apexAt);
        if (currentZone.stale()) {
            encoder.extendedError(ExtendedError.STALE_NXDOMAIN_ANSWER, STALE_TEXT);
        }
        return finish(Rcode.NXDOMAIN, Header.AA, Source.ZONE);
    }

    private Verdict answerWithoutZone() {
        if (currentZone.withdrawn()) {
            encoder.extendedError(ExtendedError.NO_REACHABLE_AUTHORITY, WITHDRAWN_TEXT);
        } else {
            encoder.extendedError(ExtendedError.NOT_READY, NOT_READY_TEXT);
        }
        return finish(Rcode.SERVFAIL, 0, Source.NONE);
    }

    /** A published reverse name is an apex of its own: what is below it does not exist. */
    private Verdict answerBelowReverseName(byte[] request, Zone zone) {
        int at = ReverseNames.addressAbove(request, Header.LENGTH, query.nameLength());
        if (at != ReverseNames.NONE) {
            int length = Header.LENGTH + query.nameLength() - at;
            Node node = zone.find(request, at, length, Labels.hash(request, at, length));
            if (node != null && node.isOwnApex()) {
                return denyName(zone.negative(), at - Header.LENGTH);
            }
        }
        return outside(request);
    }

    /** Who does not want recursion wants what we are authoritative for, and this is not it (RFC 1034 4.3.1, RFC 8914 4.21). */
    private Verdict outside(byte[] request) {
        if (mayForward == null || sender == null || !isForwardable(query.type())) {
            return refuse(ExtendedError.NOT_AUTHORITATIVE, OUTSIDE_TEXT);
        }
        if (!mayForward.contain(client())) {
            return refuse(ExtendedError.PROHIBITED, PROHIBITED_TEXT);
        }
        return Header.recursionDesired(request)
                ? Verdict.FORWARD
                : refuse(ExtendedError.NOT_AUTHORITATIVE, OUTSIDE_TEXT);
    }

    /** ANY would be asked for its size alone (RFC 8482); 0 is no type (RFC 6895 3.1). */
    private static boolean isForwardable(int type) {
        return type != RecordType.ANY && type != 0;
    }

    private Verdict refuse(int error, byte[] text) {
        encoder.extendedError(error, text);
        return finish(Rcode.REFUSED, 0, Source.NONE);
    }

    /**
     * Takes a query up again that was to be forwarded and had to wait, to be followed by {@link #finishForwarded}.
     *
     * @param request as it was processed
     */
    public void resume(byte[] request, int length, InetAddress sender) {
        query.decode(request, length);
        begin(request, sender);
        takeOptions(request, currentZone.get());
    }

    /** The query at hand, in the bytes that were processed. */
    public QueryDecoder query() {
        return query;
    }

    /** Where the records of a forwarded query's response are written, before {@link #finishForwarded}. */
    public ResponseEncoder encoder() {
        return encoder;
    }

    /**
     * Closes the response to a forwarded query. What has recursed repeats CD (RFC 4035 3.2.2); what is authoritative does not
     * (3.1.6).
     *
     * @param flags AA or nothing
     */
    public Verdict finishForwarded(int rcode, int flags, Source source) {
        // The encoder has the query's header still.
        int checking = flags == 0 && Header.checkingDisabled(encoder.buffer()) ? Header.CD : 0;
        return finish(rcode, flags | checking, source);
    }

    private Verdict finish(int rcode, int flags, Source source) {
        if (rateLimit != null && sender != null && !rateLimit.exempts(client(), proven)) {
            Action action = rateLimit.judge(client(), counted(rcode), second);
            if (action == Action.DROP) {
                counters.dropped(QueryCounters.Drop.RATE_LIMIT);
                return Verdict.DROP;
            }
            if (action == Action.SLIP) {
                encoder.cut();
                counters.slipped();
            }
        }
        this.rcode = rcode;
        responseLength = encoder.finish(rcode, flags | recursionAvailable());
        counters.response(rcode, source, responseLength);
        return Verdict.RESPOND;
    }

    /** RA is for those for whom names are forwarded (RFC 1035 4.1.1). */
    private int recursionAvailable() {
        return mayForward != null && sender != null && mayForward.contain(client()) ? Header.RA : 0;
    }

    /** What the response counts as, see {@link ResponseRateLimit}. */
    private long counted(int rcode) {
        if (rcode == Rcode.NXDOMAIN || rcode == Rcode.NOERROR && encoder.withoutAnswers()) {
            return ResponseRateLimit.NEGATIVE;
        }
        if (rcode != Rcode.NOERROR) {
            return ResponseRateLimit.ERROR;
        }
        return (long) query.nameHash() << 32 | (long) query.type() << 16 | query.recordClass();
    }

    /** The response, in its first {@link #responseLength()} octets; overwritten by the next call. */
    public byte[] response() {
        return encoder.buffer();
    }

    public int responseLength() {
        return responseLength;
    }

    /** The response's RCODE with its upper bits. */
    public int rcode() {
        return rcode;
    }

    public QueryCounters counters() {
        return counters;
    }
}
