package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.nameserver.QueryCounters.Source;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Forwarding as one event loop sees it: what its processor leaves to be forwarded is answered from the cache on the spot, or waits. One for
 * each processor; not thread-safe.
 */
public final class Forwarder {

    /** Longer queries, of which none is real, are not kept. */
    private static final int LONGEST = 2_048;

    private final Forwarding forwarding;
    private final QueryProcessor processor;
    private final QuestionView view = new QuestionView();

    Forwarder(Forwarding forwarding, QueryProcessor processor) {
        this.forwarding = forwarding;
        this.processor = processor;
    }

    /**
     * Answers the query that the processor has just left to be forwarded, if that can be done at once.
     *
     * @param now by a clock that only goes on
     * @return FORWARD if it has to wait, see {@link #await}
     */
    public Verdict answer(byte[] request, long now) {
        view.set(request, processor.query());
        CachedReply cached = forwarding.cache().get(view, now);
        if (cached == null) {
            return answerUnknown(request);
        }
        return switch (cached.state(now)) {
            case FRESH -> answerFresh(request, cached, now);
            case FAILED -> answerFailed(cached, now);
            case STALE, DEAD -> answerUnknown(request);
        };
    }

    /** What is special is not in the cache, since no upstream was ever asked for it. */
    private Verdict answerUnknown(byte[] request) {
        Verdict verdict = answerSpecial(request);
        if (verdict == Verdict.FORWARD) {
            forwarding.cache().missed();
        }
        return verdict;
    }

    /**
     * Answers the query that the processor has just left to be forwarded, if its name is one that never leaves the box.
     *
     * @return FORWARD if it is none
     */
    public Verdict answerSpecial(byte[] request) {
        int special = forwarding.special().answer(processor.encoder(), request, processor.query());
        return special == SpecialNames.NONE
                ? Verdict.FORWARD
                : processor.finishForwarded(special, Header.AA, Source.NONE);
    }

    private Verdict answerFailed(CachedReply cached, long now) {
        forwarding.cache().hit();
        if (cached.reply() == null) {
            return answer(Outcome.of(Failure.of(cached.errorCode()), null), Source.CACHE, now);
        }
        forwarding.cache().usedStale();
        cached.reply().writeStale(processor.encoder());
        return processor.finishForwarded(cached.reply().rcode(), 0, Source.CACHE);
    }

    private Verdict answerFresh(byte[] request, CachedReply cached, long now) {
        forwarding.cache().hit();
        if (forwarding.cache().claimPrefetch(cached, now)) {
            forwarding.renew(Question.of(request, processor.query()));
        }
        cached.reply().write(processor.encoder(), now);
        return processor.finishForwarded(cached.reply().rcode(), 0, Source.CACHE);
    }

    /**
     * Has upstreams asked.
     *
     * @param request the query at hand; copied
     * @param loop where the answer is to be had
     * @param answered is given what {@link #resume} needs
     * @return FORWARD if it waits, else it is answered
     */
    public Verdict await(
            byte[] request, int length, InetAddress client, Executor loop, long now, Consumer<Late> answered) {
        Question question = Question.of(request, processor.query());
        CachedReply cached = forwarding.cache().peek(question, now);
        Reply stale = cached != null && cached.state(now) == CachedReply.State.STALE ? cached.reply() : null;
        if (forwarding.isLoop(question)) {
            return answer(Outcome.of(Failure.LOOP, null), Source.NONE, now);
        }
        if (forwarding.refuses(now)) {
            return answer(Outcome.of(Failure.SILENCE, stale), Source.NONE, now);
        }
        InetAddress counted = forwarding.waiting().counted(client);
        if (length > LONGEST || !forwarding.waiting().enter(counted)) {
            return answer(Outcome.of(Failure.OVERLOAD, stale), Source.NONE, now);
        }
        byte[] query = Arrays.copyOf(request, length);
        AtomicBoolean waits = new AtomicBoolean(true);
        Waiter waiter = new Waiter(query, client, outcome -> {
            if (waits.getAndSet(false)) {
                forwarding.waiting().leave(counted);
                handBack(loop, () -> answered.accept(new Late(query, client, outcome)));
            }
        });
        forwarding.ask(question, stale, waiter);
        return Verdict.FORWARD;
    }

    private static void handBack(Executor loop, Runnable answer) {
        try {
            loop.execute(answer);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and the client's socket with it.
        }
    }

    /** Answers a query that has waited. */
    public Verdict resume(Late late, long now) {
        processor.resume(late.query, late.query.length, late.client);
        return answer(late.outcome, Source.UPSTREAM, now);
    }

    private Verdict answer(Outcome outcome, Source source, long now) {
        ResponseEncoder encoder = processor.encoder();
        Reply reply = outcome.reply();
        if (reply == null) {
            encoder.extendedError(outcome.failure().error(), outcome.failure().text());
            return processor.finishForwarded(Rcode.SERVFAIL, 0, Source.NONE);
        }
        if (outcome.stale()) {
            forwarding.cache().usedStale();
            reply.writeStale(encoder);
            return processor.finishForwarded(reply.rcode(), 0, Source.CACHE);
        }
        reply.write(encoder, now);
        return processor.finishForwarded(reply.rcode(), 0, source);
    }

    /** A query that has waited, and what came of it. */
    public static final class Late {

        private final byte[] query;
        private final InetAddress client;
        private final Outcome outcome;

        private Late(byte[] query, InetAddress client, Outcome outcome) {
            this.query = query;
            this.client = client;
            this.outcome = outcome;
        }
    }
}
