package dev.wagl.fuzz;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.ZoneText;
import dev.wagl.dns.Name;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;

/**
 * Fuzz target: any octets to {@link QueryProcessor#process}, over UDP and TCP, before there is a zone, after it is withdrawn or has become stale, and
 * with zones of several shapes. Each response is held against its query ({@link Exchange}), UDP
 * against TCP, TCP against the zone, a client that is limited against one that is not ({@link RateLimitCheck}).
 */
public final class QueryProcessorFuzz {

    /** Always the same, so that a finding can be replayed. */
    private static final CookieSecrets SECRETS = CookieSecrets.parse(GoldenPackets.COOKIE_SECRET);

    private static final List<Served> ALL = List.of(
            notReady(), withdrawn(), stale(), new Served(golden()), new Served(large()), new Served(longApex()));

    private static final RateLimitCheck RATE_LIMIT = new RateLimitCheck(new Served(golden()).zone, SECRETS);

    private QueryProcessorFuzz() {}

    /** A zone, or its absence, over both transports. */
    private static final class Served {
        private final CurrentZone zone;
        private final QueryProcessor udp;
        private final QueryProcessor tcp;

        Served(CurrentZone zone) {
            this.zone = zone;
            udp = new QueryProcessor(zone, Transport.UDP, "node-1", "2.0", 42, SECRETS, null);
            tcp = new QueryProcessor(zone, Transport.TCP, "node-1", "2.0", 42, SECRETS, null);
        }

        Served(Zone zone) {
            this(new CurrentZone(zone.apex()));
            this.zone.publish(zone);
        }
    }

    private static Served notReady() {
        return new Served(new CurrentZone(Name.parse("swarm.")));
    }

    private static Served withdrawn() {
        Served served = new Served(golden());
        served.zone.withdraw();
        return served;
    }

    private static Served stale() {
        Served served = new Served(golden());
        served.zone.stale(true);
        return served;
    }

    /** The zone that most seeds ask for. */
    private static Zone golden() {
        return ZoneText.parse(GoldenPackets.zone());
    }

    /** Answers that are too large for UDP, for a pointer's reach, and for TCP. */
    private static Zone large() {
        var zone = Zone.builder(Name.parse("swarm."), 1, 1);
        for (int i = 0; i < 1_500; i++) {
            Name instance = Name.parse(i + ".large.swarm.");
            zone.address(instance, 1, ip(10, 1, i / 250, i % 250), 1);
            zone.srv(Name.parse("_large._tcp.swarm."), 1, 1, 1 + i % 3, 80, instance);
            if (i < 100) {
                zone.address(Name.parse("large.swarm."), 1, ip(10, 1, i / 250, i % 250), 1 + i % 3);
            }
        }
        for (int i = 0; i < 4_200; i++) {
            zone.address(Name.parse("huge.swarm."), 1, ip(10, 2, i / 250, i % 250), 1);
        }
        InetAddress six = ip(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20);
        zone.ptr(Name.reverse(six), 5, Name.parse("large.swarm."));
        return zone.build();
    }

    /** The SOA of this zone fits no response without EDNS. */
    private static Zone longApex() {
        String label = "x".repeat(60);
        Name apex = Name.parse(label + "." + label + "." + label + ".swarm.");
        return Zone.builder(apex, 1, 1)
                .address(apex.child("api"), 1, ip(10, 0, 0, 1), 1)
                .exists(apex.child("down"), "0 of 3 tasks running")
                .build();
    }

    private static InetAddress ip(int... octets) {
        byte[] address = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            address[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        Sent sent = new Sent(input);
        RATE_LIMIT.run(sent);
        for (Served served : ALL) {
            Received tcp = Exchange.of(served.tcp, Transport.TCP, sent);
            Received udp = Exchange.of(served.udp, Transport.UDP, sent);
            if (tcp != null && !sent.timeout) {
                checkTruncation(served.zone.get(), sent, udp, tcp);
            }
        }
    }

    /** What TCP tells is measured by the zone, what UDP tells by TCP. */
    private static void checkTruncation(Zone zone, Sent sent, Received udp, Received tcp) {
        Invariant.equal(udp.extendedRcode, tcp.extendedRcode, "the RCODE over UDP");
        boolean whole = udp.answer().size() == tcp.answer().size()
                && udp.authority().size() == tcp.authority().size();
        RRset asked = asked(zone, sent);
        int there = asked == null ? tcp.answer().size() : asked.count();
        Invariant.hold(tcp.answer().size() <= there, "more records than there are");
        Invariant.hold(tcp.truncated() == (tcp.answer().size() < there), "TC over TCP is " + tcp.truncated());
        Invariant.hold(udp.truncated() == (!whole || tcp.truncated()), "TC over UDP is " + udp.truncated());
        if (!tcp.truncated()) {
            Invariant.hold(
                    new HashSet<>(tcp.answer()).containsAll(udp.answer())
                            && tcp.authority().containsAll(udp.authority()),
                    "UDP tells what TCP does not");
        }
        if (udp.truncated()) {
            Invariant.hold(udp.additional().isEmpty(), "additional records in a truncated response");
        }
    }

    private static RRset asked(Zone zone, Sent sent) {
        boolean query = sent.opcode == 0 && sent.wellFormed && sent.optVersion == 0;
        if (zone == null || !query || sent.recordClass != RecordClass.IN) {
            return null;
        }
        Node node = zone.find(Name.copyOf(sent.message, 12, sent.name.length));
        return node == null || sent.type == RecordType.ANY ? null : zone.rrset(node, sent.type);
    }
}
