package dev.wagl.fuzz;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.nameserver.ResponseRateLimit;
import dev.wagl.zone.CurrentZone;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A client that is limited and asks the same again and again, held against a processor that limits nobody and is asked the
 * same: first it gets what that one says, then TC and no records, then nothing; with a cookie that it was given, always
 * what that one says.
 */
final class RateLimitCheck {

    private static final int PER_SECOND = 2;

    /** After so many the limit takes a second for an older one, and a finding would hang on what was tried then. */
    private static final int SECONDS = 60_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** Both halves (RFC 9018 4). */
    private static final int COOKIE = 24;

    private static final byte[] CLIENT_COOKIE = {1, 2, 3, 4, 5, 6, 7, 8};

    private final CurrentZone zone;
    private final CookieSecrets secrets;
    private ResponseRateLimit limit;
    private int second = SECONDS;

    RateLimitCheck(CurrentZone zone, CookieSecrets secrets) {
        this.zone = zone;
        this.secrets = secrets;
    }

    /** In a second of its own, by processors of its own: they rotate answers alike. */
    void run(Sent sent) {
        if (sent.ignored) {
            return;
        }
        if (second == SECONDS) {
            RateLimitConfig config = new RateLimitConfig(PER_SECOND, List.of());
            limit = new ResponseRateLimit(config, List.of(), gateway -> {}, new Random(20261123));
            second = 0;
        }
        second++;
        Pair pair = new Pair(processor(limit), processor(null));
        pair.ask(sent, PER_SECOND);
        if (showsServerCookie(sent)) {
            pair.askMore(sent);
            return;
        }
        pair.askCut(sent);
        pair.askInVain(sent);
        if (sent.questionEnd > 12) {
            pair.askWithCookie(sent);
        }
    }

    /** In our form. */
    private static boolean showsServerCookie(Sent sent) {
        return sent.cookie != null && sent.cookie.length == COOKIE && sent.cookie[8] == 1;
    }

    private QueryProcessor processor(ResponseRateLimit limit) {
        QueryProcessor processor = new QueryProcessor(zone, Transport.UDP, "node-1", "2.0", 42, secrets, limit);
        processor.tick(second * NANOS_PER_SECOND, GoldenPackets.EPOCH_MILLIS);
        return processor;
    }

    /** Asked together. */
    private record Pair(QueryProcessor limited, QueryProcessor unlimited) {

        private static Received one(QueryProcessor processor, Sent sent) {
            return Exchange.from(GoldenPackets.CLIENT, processor, Transport.UDP, sent);
        }

        void ask(Sent sent, int times) {
            for (int i = 0; i < times; i++) {
                Received whole = one(unlimited, sent);
                Received received = one(limited, sent);
                Invariant.hold(received != null, "dropped within the limit");
                Invariant.hold(Arrays.equals(received.message, whole.message), "another response to who is limited");
            }
        }

        /** What comes back unchanged is ours and young. What does not may be ours and old. */
        void askMore(Sent sent) {
            if (Arrays.equals(one(unlimited, sent).cookie, sent.cookie)) {
                one(limited, sent);
                ask(sent, PER_SECOND + 1);
            }
        }

        void askCut(Sent sent) {
            Received whole = one(unlimited, sent);
            Received received = one(limited, sent);
            Invariant.hold(received != null, "the first over the limit is dropped");
            Invariant.hold(received.truncated(), "over the limit without TC");
            Invariant.hold(received.sections.stream().allMatch(List::isEmpty), "over the limit with records");
            Invariant.equal(received.extendedRcode, whole.extendedRcode, "RCODE over the limit");
            int cookie = received.cookie == null ? 0 : COOKIE - 8;
            Invariant.hold(
                    received.message.length <= sent.message.length + cookie, "what is cut is larger than its query");
        }

        void askInVain(Sent sent) {
            one(unlimited, sent);
            Invariant.hold(one(limited, sent) == null, "the second over the limit is answered");
        }

        /** Where there is one in the response: errors have none. */
        void askWithCookie(Sent sent) {
            one(unlimited, sent.withCookie(CLIENT_COOKIE));
            Received received = one(limited, sent.withCookie(CLIENT_COOKIE));
            Invariant.hold(received != null, "the third over the limit is dropped");
            if (received.cookie != null) {
                ask(sent.withCookie(received.cookie), PER_SECOND + 3);
            }
        }
    }
}
