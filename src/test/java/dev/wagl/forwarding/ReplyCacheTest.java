package dev.wagl.forwarding;

import static dev.wagl.forwarding.Asked.NOW;
import static dev.wagl.forwarding.Asked.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.forwarding.CachedReply.State;
import dev.wagl.fuzz.HeapInUse;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ReplyCacheTest {

    private static final long DAY = 86_400 * SECOND;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ReplyCache cache = new ReplyCache(1_000_000);

    private static Reply address(String name, int ttl) {
        return Asked.of(name + " A")
                .answer("%s %d IN A 192.0.2.1".formatted(name, ttl))
                .reply();
    }

    private static Reply denial(String name, int rcode) {
        return Asked.of(name + " A")
                .rcode(rcode)
                .authority("example. 60 IN SOA ns.example. m.example. 1 2 3 4 60")
                .reply();
    }

    private static QuestionView view(String question) {
        return view(Asked.question(question));
    }

    private static QuestionView view(Question question) {
        byte[] query = new QueryEncoder(new Random(3)).encode(question, 9, true, true);
        QueryDecoder decoder = new QueryDecoder();
        decoder.decode(query, query.length);
        QuestionView view = new QuestionView();
        view.set(query, decoder);
        return view;
    }

    private CachedReply get(String question, long after) {
        return cache.get(view(question), NOW + after);
    }

    private State state(String question, long after) {
        CachedReply cached = get(question, after);
        return cached == null ? null : cached.state(NOW + after);
    }

    @Test
    void aReplyIsKeptForItsLifetimeAndADay() {
        Question question = Asked.question("www.example. A");
        Reply reply = address("www.example.", 60);
        cache.put(question, reply);
        assertThat(get("www.example. A", 0).reply()).isSameAs(reply);
        assertThat(state("www.example. A", 0)).isEqualTo(State.FRESH);
        assertThat(state("www.example. A", 60 * SECOND - 1)).isEqualTo(State.FRESH);
        assertThat(state("www.example. A", 60 * SECOND)).isEqualTo(State.STALE);
        assertThat(state("www.example. A", 60 * SECOND + DAY - 1)).isEqualTo(State.STALE);
        assertThat(state("www.example. A", 60 * SECOND + DAY)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"other.example. A", "www.example. AAAA", "www.example. A do"})
    void anotherQuestionIsAnotherOne(String other) {
        cache.put(Asked.question("www.example. A"), address("www.example.", 60));
        assertThat(get(other, 0)).isNull();
        assertThat(get("WWW.Example. A", 0)).isNotNull();
    }

    /** RFC 4035 3.2.2: what somebody's validation has thrown out is for those that asked for it only. */
    @Test
    void checkingDisabledIsAnotherQuestion() {
        Question question = Asked.question("www.example. A");
        Question unchecked = new Question(question.name(), question.type(), false, true);
        cache.put(unchecked, address("www.example.", 60));
        assertThat(cache.get(view(question), NOW)).isNull();
        assertThat(cache.get(view(unchecked), NOW)).isNotNull();
    }

    @Test
    void whatHasNoTimeToLiveIsNotKeptNorWhatItReplaces() {
        cache.put(Asked.question("www.example. A"), address("www.example.", 60));
        cache.put(Asked.question("www.example. A"), address("www.example.", 0));
        assertThat(get("www.example. A", 0)).isNull();
    }

    /** RFC 2308 5. */
    @Test
    void thatANameDoesNotExistIsKeptForAllItsTypes() {
        cache.put(Asked.question("gone.example. A"), denial("gone.example.", Rcode.NXDOMAIN));
        assertThat(state("gone.example. A", 0)).isEqualTo(State.FRESH);
        assertThat(state("gone.example. MX", 0)).isEqualTo(State.FRESH);
        assertThat(state("gone.example. MX", 60 * SECOND)).isEqualTo(State.STALE);
        assertThat(get("below.gone.example. A", 0)).isNull();
        assertThat(get("gone.example. A do", 0)).isNull();
    }

    @Test
    void thatANameHasNoneOfATypeIsKeptForThatType() {
        cache.put(Asked.question("www.example. A"), denial("www.example.", Rcode.NOERROR));
        assertThat(state("www.example. A", 0)).isEqualTo(State.FRESH);
        assertThat(get("www.example. MX", 0)).isNull();
    }

    @Test
    void anAliasToNowhereIsKeptForItsType() {
        Asked asked = Asked.of("www.example. A")
                .rcode(Rcode.NXDOMAIN)
                .answer("www.example. 60 IN CNAME gone.example.")
                .authority("example. 60 IN SOA ns.example. m.example. 1 2 3 4 60");
        cache.put(asked.question, asked.reply());
        assertThat(state("www.example. A", 0)).isEqualTo(State.FRESH);
        assertThat(get("www.example. CNAME", 0)).isNull();
    }

    @Test
    void theLastWordOnANameCounts() {
        Question question = Asked.question("www.example. A");
        cache.put(question, denial("www.example.", Rcode.NXDOMAIN));
        cache.put(question, address("www.example.", 60));
        assertThat(get("www.example. A", 0).reply().rcode()).isEqualTo(Rcode.NOERROR);
        assertThat(get("www.example. MX", 0)).isNull();
        cache.put(question, denial("www.example.", Rcode.NXDOMAIN));
        assertThat(get("www.example. A", 0).reply().rcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void aDenialThatIsFreshCountsMoreThanAnAnswerThatIsNot() {
        cache.put(Asked.question("www.example. MX"), address("www.example.", 1));
        cache.put(Asked.question("www.example. A"), denial("www.example.", Rcode.NXDOMAIN));
        assertThat(get("www.example. MX", 0).reply().rcode()).isEqualTo(Rcode.NOERROR);
        assertThat(get("www.example. MX", 2 * SECOND).reply().rcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    /** RFC 9520 3.2: from 1 s on, twice as long each time; here 30 s at most. */
    @Test
    void failuresAreKeptLongerAndLonger() {
        Question question = Asked.question("www.example. A");
        long at = 0;
        for (int pause : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            cache.putFailure(question, ExtendedError.NO_REACHABLE_AUTHORITY, NOW + at);
            assertThat(state("www.example. A", at)).isEqualTo(State.FAILED);
            assertThat(get("www.example. A", at).reply()).isNull();
            assertThat(get("www.example. A", at).errorCode()).isEqualTo(ExtendedError.NO_REACHABLE_AUTHORITY);
            assertThat(state("www.example. A", at + pause * SECOND - 1)).isEqualTo(State.FAILED);
            at += pause * SECOND;
            assertThat(get("www.example. A", at)).as("after %s s", pause).isNull();
        }
        at += 100 * SECOND;
        cache.putFailure(question, 0, NOW + at);
        assertThat(get("www.example. A", at + SECOND)).isNull();
        assertThat(get("www.example. MX", at)).isNull();
    }

    @Test
    void afterAReplyAFailureIsAFirstOneAgain() {
        Question question = Asked.question("www.example. A");
        cache.putFailure(question, 0, NOW);
        cache.putFailure(question, 0, NOW + SECOND);
        cache.put(question, address("www.example.", 1));
        cache.putFailure(question, 0, NOW + 2 * SECOND);
        assertThat(state("www.example. A", 3 * SECOND - 1)).isEqualTo(State.FAILED);
        assertThat(state("www.example. A", 3 * SECOND)).isEqualTo(State.STALE);
    }

    /** Also where it was a reply for those only that had asked. */
    @Test
    void aReplyEndsAFailure() {
        Question question = Asked.question("www.example. A");
        cache.putFailure(question, 0, NOW);
        cache.put(question, address("www.example.", 0));
        assertThat(get("www.example. A", 0)).isNull();
    }

    /** RFC 8767 5: and upstreams are left in peace meanwhile. */
    @Test
    void aFailureKeepsWhatIsStale() {
        Question question = Asked.question("www.example. A");
        Reply reply = address("www.example.", 60);
        cache.put(question, reply);
        cache.putFailure(question, 0, NOW + 30 * SECOND);
        assertThat(state("www.example. A", 30 * SECOND)).isEqualTo(State.FRESH);
        cache.putFailure(question, 0, NOW + 100 * SECOND);
        assertThat(state("www.example. A", 100 * SECOND)).isEqualTo(State.FAILED);
        assertThat(get("www.example. A", 100 * SECOND).reply()).isSameAs(reply);
        assertThat(state("www.example. A", 130 * SECOND)).isEqualTo(State.STALE);
        cache.putFailure(question, 0, NOW + 60 * SECOND + DAY);
        assertThat(get("www.example. A", 60 * SECOND + DAY).reply()).isNull();
    }

    @Test
    void aFailureKeepsAStaleDenial() {
        cache.put(Asked.question("gone.example. A"), denial("gone.example.", Rcode.NXDOMAIN));
        cache.putFailure(Asked.question("gone.example. MX"), 0, NOW + 100 * SECOND);
        assertThat(state("gone.example. MX", 100 * SECOND)).isEqualTo(State.FAILED);
        assertThat(get("gone.example. MX", 100 * SECOND).reply().rcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void whatIsPopularIsFetchedAgainByOne() {
        cache.put(Asked.question("www.example. A"), address("www.example.", 100));
        CachedReply cached = get("www.example. A", 0);
        for (int use = 0; use < 3; use++) {
            assertThat(cache.claimPrefetch(cached, NOW + 95 * SECOND)).isFalse();
        }
        assertThat(cache.claimPrefetch(cached, NOW + 90 * SECOND - 1)).isFalse();
        assertThat(cache.claimPrefetch(cached, NOW + 90 * SECOND)).isTrue();
        assertThat(cache.claimPrefetch(cached, NOW + 91 * SECOND)).isFalse();
        assertThat(cache.prefetches()).isEqualTo(1);
    }

    @Test
    void whileUpstreamsFailNothingIsFetchedAgain() {
        Question question = Asked.question("www.example. A");
        cache.put(question, address("www.example.", 100));
        cache.putFailure(question, 0, NOW + 95 * SECOND);
        CachedReply cached = get("www.example. A", 95 * SECOND);
        for (int use = 0; use < 5; use++) {
            assertThat(cache.claimPrefetch(cached, NOW + 95 * SECOND)).isFalse();
        }
        assertThat(cache.claimPrefetch(cached, NOW + 96 * SECOND)).isTrue();
    }

    @Test
    void offKeepsNothing() {
        ReplyCache off = new ReplyCache(0);
        off.put(Asked.question("www.example. A"), address("www.example.", 60));
        off.putFailure(Asked.question("www.example. A"), 0, NOW);
        assertThat(off.get(view("www.example. A"), NOW)).isNull();
        assertThat(off.peek(Asked.question("www.example. A"), NOW)).isNull();
        assertThat(off.size() + off.bytes()).isZero();
    }

    @Test
    void aBigReplyEvictsNobody() {
        for (int n = 0; n < 1_000; n++) {
            String name = "n" + n + ".example.";
            cache.put(Asked.question(name + " A"), address(name, 60));
        }
        assertThat(cache.size()).isEqualTo(1_000);
        Asked big = Asked.of("big.example. TXT");
        IntStream.range(0, 240)
                .forEach(n -> big.answer("big.example. 60 IN TXT \"%s%d\"".formatted("x".repeat(248), n)));
        assertThat(big.reply().octets()).isGreaterThan(1_000_000 / 16);
        cache.put(big.question, big.reply());
        assertThat(cache.size()).isEqualTo(1_000);
        assertThat(get("big.example. TXT", 0)).isNull();
    }

    /** So that a client of 512 octets that comes back over TCP gets it from here. */
    @Test
    void theBiggestReplyIsKeptWhereThereIsRoom() {
        ReplyCache large = new ReplyCache(2_000_000);
        Asked big = Asked.of("big.example. A");
        IntStream.range(0, 4_000)
                .forEach(n -> big.answer("big.example. 60 IN A 10.0.%d.%d".formatted(n / 256, n % 256)));
        large.put(big.question, big.reply());
        assertThat(large.get(view("big.example. A"), NOW)).isNotNull();
    }

    @Test
    void isBoundedInBytes() {
        for (int n = 0; n < 20_000; n++) {
            String name = "n" + n + ".example.";
            cache.put(Asked.question(name + " A"), address(name, 60));
        }
        assertThat(cache.bytes()).isBetween(900_000L, 1_000_000L);
        assertThat(cache.size()).isLessThan(1_000_000 / 300);
    }

    /** What a cache is said to take is about what the heap holds for it; in most of five times, as other tests' leavings go in between. */
    @Test
    void itsBytesAreHonest() {
        double[] heapForEachByte = DoubleStream.generate(ReplyCacheTest::heapForEachByte)
                .limit(5)
                .sorted()
                .toArray();
        assertThat(heapForEachByte[2]).as("heap for each byte, median").isBetween(0.8, 1.05);
    }

    private static double heapForEachByte() {
        int entries = 40_000;
        ReplyCache large = new ReplyCache(100_000_000);
        Asked asked = Asked.of("www.example. A").answer("www.example. 60 IN A 192.0.2.1");
        byte[] message = asked.octets();
        ReplyReader reader = new ReplyReader(Asked.APEX);
        for (int n = 0; n < entries; n++) {
            reader.read(message, message.length, asked.query, asked.question, NOW);
            dev.wagl.dns.Name name = dev.wagl.dns.Name.parse("n" + n + ".example.");
            large.put(new Question(name, Type.A, false, false), reader.reply());
        }
        long bytes = large.bytes();
        long full = HeapInUse.now();
        assertThat(large.size()).isEqualTo(entries);
        large = null;
        return (double) (full - HeapInUse.now()) / bytes;
    }

    @Test
    void aHitMakesNoObject() {
        cache.put(Asked.question("www.example. A"), address("www.example.", 3_600));
        byte[] query = new QueryEncoder(new Random(3)).encode(Asked.question("www.example. A"), 9, true, true);
        QueryDecoder decoder = new QueryDecoder();
        ResponseEncoder encoder = new ResponseEncoder(ResponseEncoder.UDP_SIZE);
        QuestionView view = new QuestionView();
        answer(query, decoder, encoder, view, 50_000);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        answer(query, decoder, encoder, view, 200_000);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(64 * 1024);
    }

    private void answer(byte[] query, QueryDecoder decoder, ResponseEncoder encoder, QuestionView view, int times) {
        for (int i = 0; i < times; i++) {
            decoder.decode(query, query.length);
            encoder.begin(query, decoder, ResponseEncoder.UDP_SIZE);
            view.set(query, decoder);
            CachedReply cached = cache.get(view, NOW);
            cache.claimPrefetch(cached, NOW);
            cached.reply().write(encoder, NOW);
            encoder.finish(0, 0);
        }
    }

    @Test
    void severalThreadsUseItAtOnce() throws Exception {
        int threads = 4;
        ReplyCache small = new ReplyCache(50_000);
        Reply[] replies = new Reply[500];
        for (int n = 0; n < replies.length; n++) {
            replies[n] = Asked.of("n" + n + ".example. A")
                    .answer("n%d.example. 60 IN A 192.0.2.%d".formatted(n, n % 256))
                    .reply();
        }
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CountDownLatch start = new CountDownLatch(threads);
        try {
            Future<?>[] all = new Future<?>[threads];
            for (int thread = 0; thread < threads; thread++) {
                Random random = new Random(thread);
                all[thread] = executor.submit(() -> {
                    start.countDown();
                    start.await();
                    for (int i = 0; i < 20_000; i++) {
                        int n = random.nextInt(replies.length);
                        Question question =
                                new Question(dev.wagl.dns.Name.parse("n" + n + ".example."), Type.A, false, false);
                        CachedReply cached = small.peek(question, NOW);
                        assertThat(cached == null || cached.reply() == null || cached.reply() == replies[n])
                                .isTrue();
                        if (random.nextInt(10) == 0) {
                            small.putFailure(question, 0, NOW + i);
                        } else {
                            small.put(question, replies[n]);
                        }
                    }
                    return null;
                });
            }
            for (Future<?> one : all) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(small.bytes()).isLessThanOrEqualTo(50_000);
        assertThat(small.size()).isPositive();
    }

    @Test
    void aViewEqualsTheQuestionItShows() {
        Question question = Asked.question("www.example. A do");
        assertThat(view(question).hashCode()).isEqualTo(question.hashCode());
        assertThat(view(question).equals(question)).isTrue();
        assertThat(view(question).equals(Asked.question("www.example. A"))).isFalse();
        assertThat(view(question).equals(Asked.question("www.example. MX do"))).isFalse();
        assertThat(view(question).equals(Asked.question("xww.example. A do"))).isFalse();
        assertThat(view(question).equals(new Question(question.name(), question.type(), true, true)))
                .isFalse();
    }

    @Test
    void aViewShowsTheSameAfterAMiss() {
        QuestionView view = view("www.example. A");
        assertThat(cache.get(view, NOW)).isNull();
        assertThat(view.equals(Asked.question("www.example. A"))).isTrue();
    }

    @Test
    void aStoredReplyCanBeRead() {
        Asked asked = Asked.of("www.example. A").answer("www.example. 60 IN A 192.0.2.1");
        cache.put(asked.question, asked.reply());
        assertThat(Asked.read(asked.write(get("www.example. A", 0).reply(), 10)).getSection(Section.ANSWER))
                .hasSize(1)
                .allMatch(record -> record.getTTL() == 50);
    }
}
