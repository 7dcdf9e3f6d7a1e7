package dev.wagl.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.ZoneText;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryCounters.Drop;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.nameserver.ResponseRateLimit;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million mutated golden packets leave no trace. Over a real socket: {@code MutatedPacketsOverUdpTest}. */
class MutatedPacketsTest {

    private static final int PACKETS = 1_000_000;

    /** To read a response back takes ten times as long as to make it. */
    private static final int READ_ONE_OF = 8;

    private static final InetAddress EXEMPT = InetAddress.getLoopbackAddress();

    /** Of one kind between two ticks of the clock: some kinds come more often, most do not. */
    private static final int LIMIT = 20;

    private static final int PACKETS_PER_SECOND = 200;

    private final QueryProcessor udp = processor(Transport.UDP);
    private final QueryProcessor tcp = processor(Transport.TCP);
    private final Mutations mutations = new Mutations(20261123);
    private final byte[] request = new byte[65_535];
    private int answered;
    private int second;

    private static QueryProcessor processor(Transport transport) {
        Zone zone = ZoneText.parse(GoldenPackets.zone());
        CurrentZone current = new CurrentZone(zone.apex());
        current.publish(zone);
        RateLimitConfig config = new RateLimitConfig(LIMIT, AddressBlock.parseList("loopback"));
        ResponseRateLimit limit = new ResponseRateLimit(config, List.of(), gateway -> {}, new Random(20261123));
        CookieSecrets secrets = CookieSecrets.parse(GoldenPackets.COOKIE_SECRET);
        return new QueryProcessor(current, transport, "node-1", "2.0", 42, secrets, limit);
    }

    @Test
    void aMillionLeaveTheHeapAsItWasAndTheNextGoodQueryAnswered() {
        process(PACKETS / 20);
        long before = HeapInUse.now();

        process(PACKETS);

        // What other tests have left behind comes and goes; what is leaked stays.
        await().untilAsserted(() -> assertThat(HeapInUse.now()).isLessThan(before + before / 10));
        assertThat(answered).as("packets that got a response").isBetween(PACKETS / 2, PACKETS);
        assertThat(udp.counters().drops(Drop.RATE_LIMIT))
                .as("dropped over the limit")
                .isGreaterThan(PACKETS / 100);
        assertThat(udp.counters().slips()).as("cut over the limit").isGreaterThan(PACKETS / 100);
        byte[] good = GoldenPackets.named("answer-a").exchanges().get(0).query();
        assertThat(Exchange.of(udp, Transport.UDP, new Sent(good)).answer()).hasSize(3);
        assertThat(Exchange.of(tcp, Transport.TCP, new Sent(good)).answer()).hasSize(3);
    }

    /** Each as the transports do it: in an array that holds the rest of an older one. */
    private void process(int packets) {
        for (int i = 0; i < packets; i++) {
            byte[] packet = mutations.next();
            System.arraycopy(packet, 0, request, 0, packet.length);
            if (i % PACKETS_PER_SECOND == 0) {
                tick();
            }
            // Those that are read are answered each.
            InetAddress sender = i % 2 == 0 ? EXEMPT : GoldenPackets.CLIENT;
            tcp.process(request, packet.length, sender);
            if (i % READ_ONE_OF == 0) {
                Exchange.of(udp, Transport.UDP, new Sent(packet));
            } else if (udp.process(request, packet.length, sender) == Verdict.RESPOND) {
                answered++;
            }
        }
    }

    private void tick() {
        second++;
        udp.tick(second * 1_000_000_000L, GoldenPackets.EPOCH_MILLIS);
        tcp.tick(second * 1_000_000_000L, GoldenPackets.EPOCH_MILLIS);
    }
}
