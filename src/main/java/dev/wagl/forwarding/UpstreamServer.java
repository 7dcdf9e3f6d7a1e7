package dev.wagl.forwarding;

import org.jboss.logging.Logger;

/** One upstream at work: what is known of it, and the connection to it. On the forwarding loop; counters and health are read by any thread. */
final class UpstreamServer {

    private static final Logger LOG = Logger.getLogger(UpstreamServer.class);

    /** Responses in a row whose question has another case than the query: no forger has so much luck. */
    private static final int CASE_CHANGES = 3;

    /** Questions to one that is down, both at a time and in so many nanoseconds: one that refuses does so at once. */
    static final int MOST_WHILE_DOWN = 50;

    static final long OF_LATE = 100_000_000;

    /** After so many nanoseconds it may be another server, or a better one. */
    static final long UNTIL_TRIED_AGAIN = 3_600_000_000_000L;

    private final Upstream upstream;
    private final UpstreamStream stream;
    private final UpstreamHealth health = new UpstreamHealth();
    private final UpstreamCounters counters = new UpstreamCounters();
    private boolean edns = true;
    private long withoutEdnsSince;
    private boolean mixedCase = true;
    private long lowerCaseSince;
    private int caseChanges;
    private boolean toldDown;
    private volatile boolean leadsBack;
    private boolean checked;
    private long checkedAt;
    private int inquiries;
    private int begunOfLate;
    private long ofLateSince = System.nanoTime();

    UpstreamServer(ForwardingLoop loop, Upstream upstream) {
        this.upstream = upstream;
        this.stream = new UpstreamStream(loop, upstream);
    }

    Upstream upstream() {
        return upstream;
    }

    UpstreamHealth health() {
        return health;
    }

    UpstreamCounters counters() {
        return counters;
    }

    UpstreamStream stream() {
        return stream;
    }

    /** Whether one more question may be put to it; if it does not answer, only so many may as it takes to notice when it does. */
    boolean takesOneMore(long now) {
        if (now - ofLateSince >= OF_LATE) {
            ofLateSince = now;
            begunOfLate = 0;
        }
        return !health.isDown() || Math.max(inquiries, begunOfLate) < MOST_WHILE_DOWN;
    }

    void inquiryBegins() {
        inquiries++;
        begunOfLate++;
    }

    void inquiryEnds() {
        inquiries--;
    }

    /** Whether somebody's question is at it, or may be put to it. */
    boolean isAsked() {
        return inquiries > 0;
    }

    /** Whether it may be asked with an OPT record. */
    boolean edns(long now) {
        edns |= now - withoutEdnsSince >= UNTIL_TRIED_AGAIN;
        return edns;
    }

    /** It takes EDNS for an error, and answers without (RFC 6891 7). */
    void withoutEdns(long now) {
        edns = false;
        withoutEdnsSince = now;
    }

    /** Whether it repeats the question letter by letter, as almost all do (0x20). */
    boolean mixedCase(long now) {
        mixedCase |= now - lowerCaseSince >= UNTIL_TRIED_AGAIN;
        return mixedCase;
    }

    void keptCase() {
        caseChanges = 0;
    }

    /** @param alone whether it cannot be asked over TCP either, where the case is of no interest */
    void changedCase(boolean alone, long now) {
        if ((alone || ++caseChanges >= CASE_CHANGES) && mixedCase) {
            LOG.infof("Upstream %s does not keep the case of names: it is asked in lower case", upstream);
            mixedCase = false;
            lowerCaseSince = now;
        }
    }

    /** Whether it asks us what it is asked, and so is of no use. */
    boolean leadsBack() {
        return leadsBack;
    }

    void leadsBack(boolean now) {
        leadsBack = now;
    }

    /** Whether the last check for that is long enough ago; if so, this is the next. */
    boolean mayCheck(long now, long nanosBetween) {
        boolean may = !checked || now - checkedAt >= nanosBetween;
        if (may) {
            checked = true;
            checkedAt = now;
        }
        return may;
    }

    /** Tells the log when it stops to answer, and when it does again. */
    void tellChange(Throwable cause) {
        if (health.up() == toldDown) {
            toldDown = !toldDown;
            if (toldDown) {
                LOG.warnf("Upstream %s does not answer%s", upstream, cause == null ? "" : ": " + reason(cause));
            } else {
                LOG.infof("Upstream %s answers again", upstream);
            }
        }
    }

    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    void close() {
        stream.close();
    }
}
