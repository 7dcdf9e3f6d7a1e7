package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.zone.ZoneBuilder;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TcpKeepaliveOption;
import org.xbill.DNS.Type;

/** A query leaves no garbage: a million of them, and the thread has allocated next to nothing. */
class AllocationTest {

    private static final int WARM_UP = 50_000;
    private static final int QUERIES = 1_000_000;

    /** What the JVM itself may put on a thread's account meanwhile; an object per query would be sixteen million. */
    private static final long ALLOWED = 64 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Where an object must be put to be allocated for certain. */
    static volatile byte[] sink;

    private long now;

    static Stream<Arguments> questions() {
        EDNSOption nsid = new NSIDOption(new byte[0]);
        return Stream.of(
                Arguments.of("A", query("api.billing.swarm.", Type.A), Rcode.NOERROR),
                Arguments.of("A in mixed case", query("aPi.BiLLing.sWarm.", Type.A), Rcode.NOERROR),
                Arguments.of(
                        "A with EDNS and NSID", edns(query("api.billing.swarm.", Type.A), 1232, nsid), Rcode.NOERROR),
                Arguments.of("SRV with additionals", query("_api._tcp.billing.swarm.", Type.SRV), Rcode.NOERROR),
                Arguments.of("PTR", query("12.0.0.10.in-addr.arpa.", Type.PTR), Rcode.NOERROR),
                Arguments.of("ANY", query("api.billing.swarm.", Type.ANY), Rcode.NOERROR),
                Arguments.of("NODATA", query("api.billing.swarm.", Type.AAAA), Rcode.NOERROR),
                Arguments.of(
                        "NODATA with its reason and NSID",
                        edns(query("down.swarm.", Type.A), 1232, nsid),
                        Rcode.NOERROR),
                Arguments.of("NXDOMAIN", query("nothing.billing.swarm.", Type.A), Rcode.NXDOMAIN),
                Arguments.of("NXDOMAIN with EDNS", edns(query("nothing.billing.swarm.", Type.A), 1232), Rcode.NXDOMAIN),
                Arguments.of(
                        "NXDOMAIN below a reverse name", query("x.12.0.0.10.in-addr.arpa.", Type.A), Rcode.NXDOMAIN),
                Arguments.of("truncated A", query("large.swarm.", Type.A), Rcode.NOERROR),
                Arguments.of("CHAOS", query("id.server.", Type.TXT, DClass.CH), Rcode.NOERROR),
                Arguments.of("NOTIMP", opcode(query("swarm.", Type.SOA), 4), Rcode.NOTIMP),
                Arguments.of("FORMERR", twoQuestions(query("swarm.", Type.SOA)), Rcode.FORMERR),
                Arguments.of("REFUSED with its reason", edns(query("example.com.", Type.A), 1232), Rcode.REFUSED));
    }

    private static Message opcode(Message query, int opcode) {
        query.getHeader().setOpcode(opcode);
        return query;
    }

    private static Message twoQuestions(Message query) {
        query.addRecord(query.getQuestion(), Section.QUESTION);
        return query;
    }

    private static Answers server() {
        ZoneBuilder zone = Answers.billing();
        for (int i = 0; i < 200; i++) {
            Name instance = Name.parse(i + ".large.swarm.");
            zone.address(Name.parse("large.swarm."), 1, Answers.ip("10.1.0." + i), 1);
            zone.address(instance, 1, Answers.ip("10.1.0." + i), 1);
            for (int port = 1; port <= 4; port++) {
                zone.srv(Name.parse("_large._tcp.swarm."), 1, 1, 1, port, instance);
            }
        }
        return Answers.of(zone);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("questions")
    void aMillionQueriesAllocateNothing(String label, Message question, int rcode) {
        Answers server = server();
        byte[] request = question.toWire();
        assertThat(Answers.decode(server.raw(request)).getRcode()).isEqualTo(rcode);

        long allocated = allocatedBy(() -> server.udp().process(request, request.length));

        assertThat(allocated).as("octets allocated by " + QUERIES + " queries").isLessThan(ALLOWED);
    }

    /** Over TCP an answer can be so large that its targets are out of a pointer's reach; a tenth of the queries will do. */
    @Test
    void aLargeAnswerOverTcpAllocatesNothing() {
        QueryProcessor tcp = server().tcp();
        byte[] request = query("_large._tcp.swarm.", Type.SRV).toWire();
        tcp.process(request, request.length);
        assertThat(tcp.responseLength()).isGreaterThan(20_000);

        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(() -> tcp.process(request, request.length), QUERIES / 10);

        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(ALLOWED);
    }

    /** Counted, and never over the limit. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("questions")
    void aClientThatIsLimitedCostsNothing(String label, Message question, int rcode) {
        QueryProcessor udp = limited(1_000_000);
        byte[] request = question.toWire();
        InetAddress client = Answers.ip("192.0.2.1");

        long allocated = allocatedBy(() -> {
            udp.tick(now += 100_000_000, now / 1_000_000);
            udp.process(request, request.length, client);
        });

        assertThat(udp.counters().slips()).isZero();
        assertThat(udp.counters().responses(rcode, source(udp, rcode))).isEqualTo(WARM_UP + QUERIES);
        assertThat(allocated).isLessThan(ALLOWED);
    }

    /** Nor does it cost anything to tell who may have names forwarded. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("questions")
    void aClientWhoseNamesAreForwardedCostsNothing(String label, Message question, int rcode) {
        QueryProcessor udp = new QueryProcessor(
                server().currentZone(),
                Transport.UDP,
                "node-1",
                "2.0",
                42,
                CookieSecrets.random(new SecureRandom()),
                null,
                new AddressBlocks(AddressBlock.parseList("loopback,link-local,private")));
        byte[] request = question.toWire();
        InetAddress client = Answers.ip("192.168.7.7");

        assertThat(allocatedBy(() -> udp.process(request, request.length, client)))
                .isLessThan(ALLOWED);
        if (rcode != Rcode.REFUSED) {
            assertThat(udp.response()[3] & 0x80).as("RA").isNotZero();
        }
    }

    private static QueryCounters.Source source(QueryProcessor udp, int rcode) {
        return udp.counters().responses(rcode, QueryCounters.Source.ZONE) > 0
                ? QueryCounters.Source.ZONE
                : QueryCounters.Source.NONE;
    }

    /** Most of these are over the limit. */
    @Test
    void aFloodAllocatesNothing() {
        QueryProcessor udp = limited(100);
        byte[] request = edns(query("api.billing.swarm.", Type.A), 1232).toWire();
        InetAddress client = Answers.ip("192.0.2.1");

        assertThat(allocatedBy(() -> udp.process(request, request.length, client)))
                .isLessThan(ALLOWED);
        assertThat(udp.counters().drops(QueryCounters.Drop.RATE_LIMIT)).isGreaterThan(QUERIES / 3);
        assertThat(udp.counters().slips()).isGreaterThan(QUERIES / 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 24, 40})
    void aCookieAllocatesNothing(int length) {
        QueryProcessor udp = limited(1_000_000);
        byte[] request = edns(
                        query("api.billing.swarm.", Type.A),
                        1232,
                        new GenericEDNSOption(EDNSOption.Code.COOKIE, new byte[length]))
                .toWire();
        InetAddress client = Answers.ip("192.0.2.1");

        assertThat(allocatedBy(() -> udp.process(request, request.length, client)))
                .isLessThan(ALLOWED);
    }

    /** The JDK hands out an IPv6 address as a copy of 16 octets, 32 with its header, and that is all. */
    @Test
    void aClientOfIpv6CostsOneCopyOfItsAddress() {
        QueryProcessor udp = limited(1_000_000);
        byte[] request = query("api.billing.swarm.", Type.A).toWire();
        InetAddress client = Answers.ip("2001:db8::1");

        assertThat(allocatedBy(() -> udp.process(request, request.length, client)))
                .isLessThan(32L * QUERIES + ALLOWED);
    }

    private static QueryProcessor limited(int perSecond) {
        ResponseRateLimit limit = new ResponseRateLimit(
                new RateLimitConfig(perSecond, AddressBlock.parseList("loopback,link-local,private")),
                List.of(Answers.ip("172.18.0.1")),
                gateway -> {},
                new Random(42));
        return new QueryProcessor(
                server().currentZone(),
                Transport.UDP,
                "node-1",
                "2.0",
                42,
                CookieSecrets.random(new SecureRandom()),
                limit);
    }

    @Test
    void whoAsksForTheIdleTimeoutCostsNothing() {
        QueryProcessor tcp = server().tcp();
        byte[] request = edns(query("api.billing.swarm.", Type.A), 1232, new TcpKeepaliveOption())
                .toWire();

        assertThat(allocatedBy(() -> {
                    tcp.idleTimeout(300);
                    tcp.process(request, request.length);
                }))
                .isLessThan(ALLOWED);
    }

    @Test
    void oneObjectPerQueryWouldBeSeen() {
        assertThat(allocatedBy(() -> sink = new byte[1])).isGreaterThanOrEqualTo(16L * QUERIES);
    }

    private static long allocatedBy(Runnable query) {
        assumeThat(THREADS.isThreadAllocatedMemorySupported())
                .as("this JVM counts allocation by thread")
                .isTrue();
        run(query, WARM_UP);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(query, QUERIES);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static void run(Runnable query, int times) {
        for (int i = 0; i < times; i++) {
            query.run();
        }
    }
}
