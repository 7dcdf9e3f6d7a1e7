package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Header;
import dev.wagl.dns.NameReader;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Pointer;
import dev.wagl.forwarding.ReplyReader.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Replies of 64 KB that are meant to cost: KeyTrap, CVE-2024-1737 (a huge RRset), CVE-2024-11187 (huge additional). */
class BigRepliesTest {

    /** The machine may have more to do, and compile late: what counts is this thread's work, once that is done. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final int LARGEST = 65_500;
    private static final int RUNS = 60;
    private static final long LONGEST = 10_000_000;

    static Stream<Arguments> costly() {
        return Map.<String, Supplier<Asked>>of(
                        "4,000 addresses", BigRepliesTest::addresses,
                        "800 keys and signatures", BigRepliesTest::keys,
                        "4,000 additional records", BigRepliesTest::additional,
                        "2,700 aliases of others", BigRepliesTest::aliases,
                        "3,000 aliases of one name", BigRepliesTest::sameAliases,
                        "1,200 DNAMEs above the name", BigRepliesTest::dnames,
                        "names of 127 labels", BigRepliesTest::deepNames,
                        "proofs", BigRepliesTest::proofs)
                .entrySet()
                .stream()
                .map(entry -> Arguments.of(entry.getKey(), entry.getValue().get()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("costly")
    void isReadInUnderTenMilliseconds(String name, Asked asked) {
        byte[] message = asked.octets();
        assertThat(message.length).isBetween(40_000, 65_535);
        ReplyReader reader = new ReplyReader(Asked.APEX);
        long[] nanos = new long[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long start = THREADS.getCurrentThreadCpuTime();
            Verdict verdict = reader.read(message, message.length, asked.query, asked.question, 0);
            nanos[run] = THREADS.getCurrentThreadCpuTime() - start;
            assertThat(verdict).isEqualTo(Verdict.REPLY);
        }
        Arrays.sort(nanos);
        assertThat(nanos[0]).as("the quickest, ns").isLessThan(LONGEST);
    }

    /** Names in pieces of one label each, as deep as they go, read again for each record. */
    @Test
    void chainsOfPointersAreReadInUnderTenMilliseconds() {
        Asked asked = Asked.of("www.example. A");
        byte[] message = Arrays.copyOf(asked.octets(), LARGEST);
        int at = asked.query.length - 11;
        int records = 0;
        int name = Header.LENGTH;
        // Each owner is one label and a pointer to the one before, as many as are followed; then all point to the last.
        while (at + 14 < LARGEST) {
            if (records < NameReader.MAX_POINTERS - 1) {
                int owner = at;
                message[at++] = 1;
                message[at++] = 'x';
                Octets.putU16(message, at, Pointer.to(name));
                name = owner;
            } else {
                Octets.putU16(message, at, Pointer.to(name));
            }
            Octets.putU16(message, at + 2, Type.A);
            Octets.putU16(message, at + 4, 1);
            at += 12;
            records++;
        }
        Octets.putU16(message, Header.ANCOUNT, records);
        ReplyReader reader = new ReplyReader(Asked.APEX);
        assertThat(records).isGreaterThan(5_000);
        long[] nanos = new long[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long start = THREADS.getCurrentThreadCpuTime();
            assertThat(reader.read(message, at, asked.query, asked.question, 0)).isEqualTo(Verdict.REPLY);
            nanos[run] = THREADS.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(nanos);
        assertThat(nanos[0]).as("the quickest, ns").isLessThan(LONGEST);
    }

    private static Asked addresses() {
        Asked asked = Asked.of("www.example. A");
        for (int n = 0; n < 4_000; n++) {
            asked.answer("www.example. 60 IN A 10.1.%d.%d".formatted(n / 256, n % 256));
        }
        return asked;
    }

    private static Asked keys() {
        Asked asked = Asked.of("www.example. DNSKEY do");
        Random random = new Random(1);
        byte[] key = new byte[40];
        for (int n = 0; n < 400; n++) {
            random.nextBytes(key);
            asked.add(Section.ANSWER, Asked.raw("www.example.", Type.DNSKEY, 60, key));
            byte[] signature = new byte[18 + 9 + 64];
            Octets.putU16(signature, 0, Type.DNSKEY);
            asked.add(Section.ANSWER, Asked.raw("www.example.", Type.RRSIG, 60, signature));
        }
        return asked;
    }

    private static Asked additional() {
        Asked asked = Asked.of("www.example. A").answer("www.example. 60 IN A 192.0.2.1");
        for (int n = 0; n < 4_000; n++) {
            asked.add(Section.ADDITIONAL, Asked.raw("www.example.", Type.NULL, 60, new byte[3]));
        }
        return asked;
    }

    private static Asked aliases() {
        Asked asked = Asked.of("n0.example. A");
        for (int n = 2_700; n-- > 0; ) {
            asked.answer("n%d.example. 60 IN CNAME n%d.example.".formatted(n, n + 1));
        }
        return asked;
    }

    private static Asked sameAliases() {
        Asked asked = Asked.of("n0.example. A");
        for (int n = 0; n < 3_000; n++) {
            asked.answer("n0.example. 60 IN CNAME n%d.example.".formatted(n + 1));
        }
        return asked;
    }

    private static Asked dnames() {
        String deep = "a.".repeat(100) + "example.";
        Asked asked = Asked.of(deep + " A");
        for (int n = 0; n < 1_200; n++) {
            String above = "a.".repeat(n % 99) + "example.";
            asked.answer("%s 60 IN DNAME x%d.%s".formatted(above, n, "y.".repeat(10)));
        }
        for (int n = 0; n < 20; n++) {
            asked.answer("%s%s 60 IN CNAME %s%s".formatted("b.".repeat(n), deep, "b.".repeat(n + 1), deep));
        }
        return asked;
    }

    private static Asked deepNames() {
        Asked asked = Asked.of("www.example. NS");
        for (int n = 0; n < 240; n++) {
            asked.answer("www.example. 60 IN NS n%d.%s%d.".formatted(n, "a.".repeat(115), n));
        }
        return asked;
    }

    private static Asked proofs() {
        Asked asked = Asked.of("www.example. A do").authority("example. 60 IN SOA ns.example. m.example. 1 2 3 4 5");
        byte[] signature = new byte[18 + 9 + 64];
        Octets.putU16(signature, 0, Type.NSEC);
        System.arraycopy(Asked.name("example.").toWire(), 0, signature, 18, 9);
        for (int n = 0; n < 450; n++) {
            asked.authority("n%d.example. 60 IN NSEC z.example. A".formatted(n));
            asked.add(Section.AUTHORITY, Asked.raw("n" + n + ".example.", Type.RRSIG, 60, signature));
        }
        return asked;
    }

    @Test
    void allThatWasAskedForIsTold() {
        assertThat(addresses().answered(0).getSection(Section.ANSWER)).hasSize(4_000);
        assertThat(keys().answered(0).getSection(Section.ANSWER)).hasSize(800);
        assertThat(deepNames().answered(0).getSection(Section.ANSWER)).hasSize(240);
    }

    @Test
    void whatWasNotAskedForIsNotKept() {
        assertThat(additional().reply().octets()).isLessThan(100);
        assertThat(proofs().reply().octets()).isLessThan(20_000);
    }
}
