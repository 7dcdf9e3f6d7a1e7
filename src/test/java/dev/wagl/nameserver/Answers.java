package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.QueryText;
import dev.wagl.conformance.Response;
import dev.wagl.conformance.SecondOpinion;
import dev.wagl.conformance.ZoneText;
import dev.wagl.dns.Name;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.dns.Transport;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Asks a {@link QueryProcessor}, in lines of text or in dnsjava's words. Each response has passed a {@link SecondOpinion}
 * before a test sees it.
 */
final class Answers {

    static final Name APEX = Name.parse("swarm.");

    private final CurrentZone currentZone;
    private final QueryProcessor udp;
    private final QueryProcessor tcp;

    private Answers(Name apex) {
        currentZone = new CurrentZone(apex);
        udp = new QueryProcessor(currentZone, Transport.UDP, "node-1", "2.0", 42);
        tcp = new QueryProcessor(currentZone, Transport.TCP, "node-1", "2.0", 42);
    }

    /** Serves what the builder holds. */
    static Answers of(ZoneBuilder builder) {
        Zone zone = builder.build();
        Answers answers = new Answers(zone.apex());
        answers.currentZone.publish(zone);
        return answers;
    }

    /** Serves the zone that the text holds, see {@link ZoneText}. */
    static Answers of(String zone) {
        return of(ZoneText.builder(zone));
    }

    /** Nothing is known of the zone yet. */
    static Answers notReady() {
        return new Answers(APEX);
    }

    /** A service with three instances, a reverse name, one that has no task, and an alias with both address families. */
    static ZoneBuilder billing() {
        ZoneBuilder zone = Zone.builder(APEX, 5, 1000);
        for (int slot = 1; slot <= 3; slot++) {
            Name instance = Name.parse(slot + ".api.billing.swarm.");
            zone.address(Name.parse("api.billing.swarm."), 5, ip("10.0.0." + (10 + slot)), 1);
            zone.address(instance, 5, ip("10.0.0." + (10 + slot)), 1);
            zone.srv(Name.parse("_api._tcp.billing.swarm."), 5, 1, 1, 8080, instance);
            zone.ptr(Name.reverse(ip("10.0.0." + (10 + slot))), 5, instance);
        }
        zone.address(Name.parse("dual.swarm."), 5, ip("10.0.0.20"), 1);
        zone.address(Name.parse("dual.swarm."), 5, ip("fd00::20"), 1);
        zone.exists(Name.parse("down.swarm."), "0 of 3 tasks running");
        return zone;
    }

    static InetAddress ip(String literal) {
        return ZoneText.ip(literal);
    }

    CurrentZone currentZone() {
        return currentZone;
    }

    QueryProcessor udp() {
        return udp;
    }

    QueryProcessor tcp() {
        return tcp;
    }

    static Message query(String name, int type) {
        return query(name, type, DClass.IN);
    }

    static Message query(String name, int type, int dclass) {
        try {
            return Message.newQuery(Record.newRecord(new org.xbill.DNS.Name(name), type, dclass));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A query with an OPT record. */
    static Message edns(Message query, int size, EDNSOption... options) {
        query.addRecord(
                new org.xbill.DNS.OPTRecord(size, 0, 0, 0, Arrays.asList(options)), org.xbill.DNS.Section.ADDITIONAL);
        return query;
    }

    Message ask(String name, int type) {
        return ask(query(name, type));
    }

    Message ask(Message query) {
        return decode(raw(udp, query.toWire()));
    }

    Message askTcp(Message query) {
        return decode(raw(tcp, query.toWire()));
    }

    /** Asks what the text says, as on dig's command line. */
    Response dig(String query) {
        return ask(QueryText.parse(query));
    }

    Response ask(QueryText query) {
        return Response.to(query, raw(query.transport() == Transport.TCP ? tcp : udp, query.wire()));
    }

    /** The response's octets; empty if there is none. */
    byte[] raw(byte[] query) {
        return raw(udp, query);
    }

    static byte[] raw(QueryProcessor processor, byte[] query) {
        return raw(processor, query, null);
    }

    static byte[] raw(QueryProcessor processor, byte[] query, InetAddress client) {
        if (processor.process(query, query.length, client) == QueryProcessor.Verdict.DROP) {
            return new byte[0];
        }
        byte[] response = Arrays.copyOf(processor.response(), processor.responseLength());
        boolean tcp = processor.response().length == ResponseEncoder.TCP_SIZE;
        SecondOpinion.of(query, response, tcp ? Transport.TCP : Transport.UDP);
        return response;
    }

    static Message decode(byte[] response) {
        try {
            return new Message(response);
        } catch (IOException e) {
            throw new UncheckedIOException("the response is not a message", e);
        }
    }

    static List<String> section(Message response, int section) {
        return response.getSection(section).stream()
                .filter(record -> record.getType() != Type.OPT)
                .map(record -> record.getName() + " " + record.getTTL() + " " + Type.string(record.getType()) + " "
                        + record.rdataToString())
                .toList();
    }

    static void assertFlags(Message response, int... expected) {
        int[] all = {Flags.QR, Flags.AA, Flags.TC, Flags.RD, Flags.RA, Flags.AD, Flags.CD};
        for (int flag : all) {
            assertThat(response.getHeader().getFlag(flag))
                    .as("flag " + Flags.string(flag))
                    .isEqualTo(Arrays.stream(expected).anyMatch(wanted -> wanted == flag));
        }
    }
}
