package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A question that upstreams are being asked, and all who wait for its answer: whoever asks the same meanwhile only joins them. On the
 * forwarding loop.
 *
 * <p>The best upstream is asked first. When its answer takes longer than usual, the next one is asked as well, and the first answer
 * counts; one that fails makes way at once. Who was silent is asked again when all have been asked, for a datagram can get lost.
 */
final class Inquiry {

    /** Queries to upstreams for one question. */
    private static final int MOST_TRIES = 6;

    private static final int LEEWAY_MILLIS = 400;

    private final ForwardingLoop loop;
    private final Inquiries all;
    private final Question question;

    /** What the cache has and has expired; null for nothing. What is asked again before it expires, does so meanwhile. */
    private Reply stale;

    private final long begun = System.nanoTime();
    private final List<Waiter> waiters = new ArrayList<>();
    private final List<UpstreamServer> servers;
    private final List<Try> open = new ArrayList<>();
    private final Deque<UpstreamServer> next = new ArrayDeque<>();
    private final Deque<UpstreamServer> silent = new ArrayDeque<>();
    private int tries;
    private Failure failure = Failure.NO_UPSTREAM;
    private ScheduledFuture<?> hedge;
    private ScheduledFuture<?> staleTimer;

    /** Ends it whatever has gone wrong: who asks the same would join it for ever. */
    private ScheduledFuture<?> lastResort;

    private boolean over;

    /** @param servers the best first */
    Inquiry(ForwardingLoop loop, Inquiries all, Question question, List<UpstreamServer> servers) {
        this.loop = loop;
        this.all = all;
        this.question = question;
        this.servers = servers;
    }

    void begin() {
        servers.forEach(UpstreamServer::inquiryBegins);
        next.addAll(servers);
        lastResort = loop.after(loop.patience().inAll().plusMillis(LEEWAY_MILLIS), this::giveUp);
        askNext();
        servers.stream().skip(1).filter(next::contains).toList().forEach(this::askIfDue);
    }

    Question question() {
        return question;
    }

    /** That its upstreams are asked for. */
    Name zone() {
        return servers.get(0).upstream().zone();
    }

    /** @param expired what the cache has; null for nothing */
    void join(Waiter waiter, Reply expired) {
        waiters.add(waiter);
        if (expired != null) {
            stale = expired;
            long past = System.nanoTime() - begun;
            long left = loop.patience().beforeStale().toNanos() - past;
            if (left <= 0) {
                serveStale();
            } else if (staleTimer == null) {
                staleTimer = loop.afterNanos(left, this::serveStale);
            }
        }
    }

    /** The upstreams that may be asking us what we ask them. */
    List<UpstreamServer> suspects(Waiter waiter) {
        List<UpstreamServer> suspects = new ArrayList<>();
        for (Try asked : open) {
            InetAddress address = asked.server().upstream().address().getAddress();
            if (address.equals(waiter.peer()) || asked.hasLettersOf(waiter.query(), question.name())) {
                suspects.add(asked.server());
            }
        }
        return suspects;
    }

    void leadsBack(UpstreamServer server) {
        next.remove(server);
        silent.remove(server);
        List.copyOf(open).stream().filter(asked -> asked.server() == server).forEach(Try::leadsBack);
    }

    private void askNext() {
        hedge = null;
        UpstreamServer server = next.poll();
        if (server != null) {
            server.health().probed(System.nanoTime());
            ask(server, false);
        } else if (open.isEmpty()) {
            askAgain();
        }
        if (!over && !next.isEmpty() && hedge == null) {
            hedge = loop.afterNanos(server.health().usual(), this::askNext);
        }
    }

    private void askAgain() {
        if (silent.isEmpty() || tries >= MOST_TRIES || mostForOneTry() <= 0) {
            finish(Outcome.of(failure, stale));
        } else {
            next.addAll(silent);
            silent.clear();
            askNext();
        }
    }

    /** Asks one that would not be asked, to see how it does. */
    private void askIfDue(UpstreamServer server) {
        long now = System.nanoTime();
        if (!over && tries < MOST_TRIES && server.health().isDue(now, loop.patience()) && next.remove(server)) {
            server.health().probed(now);
            ask(server, true);
        }
    }

    private void ask(UpstreamServer server, boolean beside) {
        tries++;
        Try asked = new Try(loop, this, server, beside);
        open.add(asked);
        asked.begin(mostForOneTry());
    }

    /** Nanoseconds. */
    long mostForOneTry() {
        long left = begun + loop.patience().inAll().toNanos() - System.nanoTime();
        return Math.min(left, loop.patience().oneTry().toNanos());
    }

    void replied(Try asked, Reply reply) {
        open.remove(asked);
        if (!over) {
            all.keep(question, reply);
            finish(Outcome.of(reply));
        }
    }

    void failed(Try asked, Failure why) {
        open.remove(asked);
        if (over) {
            return;
        }
        failure = Failure.graver(failure, why);
        if (why == Failure.SILENCE) {
            silent.add(asked.server());
        } else if (why == Failure.NO_SOCKET) {
            all.lacksSockets();
        }
        if (!next.isEmpty() || open.isEmpty()) {
            cancel(hedge);
            askNext();
        }
    }

    private void serveStale() {
        List<Waiter> served = List.copyOf(waiters);
        waiters.clear();
        served.forEach(waiter -> waiter.answered().accept(Outcome.of(Failure.SILENCE, stale)));
    }

    /** Ends it as it is. */
    void giveUp() {
        finish(Outcome.of(failure, stale));
    }

    private void finish(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        cancel(hedge);
        cancel(staleTimer);
        cancel(lastResort);
        servers.forEach(UpstreamServer::inquiryEnds);
        if (outcome.failure() != null && outcome.failure().wasTried()) {
            all.keepFailure(this, outcome.failure());
        }
        all.remove(this);
        List.copyOf(open).stream().filter(asked -> !asked.isBeside()).forEach(Try::overtaken);
        waiters.forEach(waiter -> waiter.answered().accept(outcome));
        waiters.clear();
    }

    private static void cancel(ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
