package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** All questions that upstreams are being asked. On the forwarding loop. */
final class Inquiries {

    private static final Logger LOG = Logger.getLogger(Inquiries.class);

    /** Each takes a socket or more, and some kilobytes. */
    static final int MOST = 1_000;

    /** Of the questions of one zone, where there are upstreams for others: its own may be slow. */
    static final int MOST_OF_ONE_ZONE = MOST / 2;

    /** What more comes in so many nanoseconds does not even get to this loop. */
    private static final long REFUSAL = 100_000_000;

    private final ForwardingLoop loop;
    private final Upstreams upstreams;
    private final ReplyCache cache;
    private final LoopChecks checks;
    private final Map<Question, Inquiry> open = new HashMap<>();
    private final Map<Name, Integer> openByZone = new HashMap<>();

    /** Until when nothing is asked at all; read by any thread. */
    private volatile long refusesUntil = System.nanoTime() - 100 * REFUSAL;

    private boolean bugLogged;
    private boolean lackOfSocketsLogged;
    private boolean closed;

    Inquiries(ForwardingLoop loop, Upstreams upstreams, ReplyCache cache, LoopChecks checks) {
        this.loop = loop;
        this.upstreams = upstreams;
        this.cache = cache;
        this.checks = checks;
    }

    /**
     * Asks, or joins those who wait for the same.
     *
     * @param waiter null: nobody waits, but the cache wants to know
     */
    void ask(Question question, Reply stale, Waiter waiter) {
        try {
            Inquiry inquiry = open.get(question);
            if (inquiry == null) {
                begin(question, stale, waiter);
            } else if (waiter != null) {
                inquiry.suspects(waiter).forEach(checks::suspect);
                // Not if it has just ended for what the suspicion has shown.
                inquiry.join(waiter, stale);
            }
        } catch (Throwable e) {
            // Errors of the machine, too: who waits would keep its place for ever.
            if (waiter != null) {
                waiter.answered().accept(Outcome.of(Failure.ERROR, stale));
            }
            if (!bugLogged) {
                bugLogged = true;
                LOG.error("A name could not be forwarded; this is a bug, told once", e);
            }
        }
    }

    private void begin(Question question, Reply stale, Waiter waiter) {
        List<UpstreamServer> servers = upstreams.best(question.name(), System.nanoTime());
        Failure refused = reasonNotToAsk(servers);
        if (refused != null) {
            if (waiter != null) {
                waiter.answered().accept(Outcome.of(refused, stale));
            }
            return;
        }
        Inquiry inquiry = new Inquiry(loop, this, question, servers);
        open.put(question, inquiry);
        openByZone.merge(inquiry.zone(), 1, Integer::sum);
        if (waiter != null) {
            inquiry.join(waiter, stale);
        }
        inquiry.begin();
    }

    /**
     * Asks one that was silent and that nobody asks now, to see whether it answers again: else that would be known only when somebody
     * needs it. Its answer is for nobody.
     */
    void probe(UpstreamServer server) {
        if (closed || server.isAsked() || !server.health().isDue(System.nanoTime(), loop.patience())) {
            return;
        }
        Question question = new Question(server.upstream().zone(), RecordType.SOA, false, false);
        Inquiry inquiry = new Inquiry(loop, this, question, List.of(server));
        openByZone.merge(inquiry.zone(), 1, Integer::sum);
        inquiry.begin();
    }

    private Failure reasonNotToAsk(List<UpstreamServer> servers) {
        if (servers.isEmpty() || closed) {
            return upstreams.anyLeadsBack() ? Failure.LOOP : Failure.NO_UPSTREAM;
        }
        if (open.size() >= MOST) {
            return Failure.OVERLOAD;
        }
        boolean all = servers.size() == upstreams.all().size();
        Name zone = servers.get(0).upstream().zone();
        if (!all && openByZone.getOrDefault(zone, 0) >= MOST_OF_ONE_ZONE) {
            return Failure.OVERLOAD;
        }
        long now = System.nanoTime();
        if (servers.stream().anyMatch(server -> server.takesOneMore(now))) {
            return null;
        }
        if (all) {
            refusesUntil = now + REFUSAL;
        }
        return Failure.SILENCE;
    }

    /** Whether to ask is in vain for the moment, so that no event loop needs to. From any thread. */
    boolean refuses(long now) {
        return now - refusesUntil < 0;
    }

    void keep(Question question, Reply reply) {
        long now = System.nanoTime();
        if (refuses(now)) {
            // Well before now, which for a loop with many queries at hand is some time ago.
            refusesUntil = now - 100 * REFUSAL;
        }
        cache.put(question, reply);
    }

    /** Told once: it comes with many queries, and is over when they are. */
    void lacksSockets() {
        if (!lackOfSocketsLogged) {
            lackOfSocketsLogged = true;
            LOG.warn("No socket left to ask upstreams with: raise the limit of open files; told once");
        }
    }

    /** What only a {@link #probe} was asked, others may know. */
    void keepFailure(Inquiry inquiry, Failure failure) {
        if (open.get(inquiry.question()) == inquiry) {
            cache.putFailure(inquiry.question(), failure.error(), System.nanoTime());
        }
    }

    void remove(Inquiry inquiry) {
        open.remove(inquiry.question(), inquiry);
        openByZone.computeIfPresent(inquiry.zone(), (of, its) -> its == 1 ? null : its - 1);
    }

    void leadsBack(UpstreamServer server) {
        List.copyOf(open.values()).forEach(inquiry -> inquiry.leadsBack(server));
    }

    int size() {
        return open.size();
    }

    void close() {
        closed = true;
        List.copyOf(open.values()).forEach(Inquiry::giveUp);
    }
}
