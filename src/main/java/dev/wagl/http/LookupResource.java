package dev.wagl.http;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.dns.Transport;
import dev.wagl.forwarding.Forwarder;
import dev.wagl.forwarding.Forwarding;
import dev.wagl.nameserver.AddressBlocks;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.zone.CurrentZone;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/lookup}: what DNS would answer now, by the same code. */
@Path("/v1/lookup")
@Tag(name = "wagl")
final class LookupResource {

    private final Server udp;
    private final Server tcp;

    /** What answers over a transport. Of its own: those that answer clients are each one event loop's. */
    private record Server(QueryProcessor processor, Forwarder forwarder) {

        /** Where an upstream would be asked: FORWARD. */
        Verdict process(byte[] query) {
            Verdict verdict = processor.process(query, query.length, InetAddress.getLoopbackAddress());
            return verdict == Verdict.FORWARD ? forwarder.answerSpecial(query) : verdict;
        }
    }

    @Inject
    LookupResource(CurrentZone current, About about, Forwarding forwarding) {
        udp = server(current, Transport.UDP, about, forwarding);
        tcp = server(current, Transport.TCP, about, forwarding);
    }

    private static Server server(CurrentZone current, Transport transport, About about, Forwarding forwarding) {
        SecureRandom random = new SecureRandom();
        AddressBlocks mayForward = about.forwarding().external()
                ? new AddressBlocks(about.forwarding().allowForward())
                : null;
        QueryProcessor processor = new QueryProcessor(
                current,
                transport,
                about.node(),
                about.version(),
                random.nextLong(),
                CookieSecrets.random(random),
                null,
                mayForward);
        return new Server(processor, forwarding.forwarder(processor));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "What DNS would answer now",
            description = "As a client gets it that has EDNS and asks again over TCP where the response is cut.")
    @APIResponse(responseCode = "200")
    public MessageView lookup(
            @QueryParam("name")
                    @Parameter(required = true, description = "The QNAME, with or without the dot at its end")
                    String name,
            @QueryParam("type") @Parameter(description = "A mnemonic, or TYPE and a number; A if it is left out")
                    String type) {
        if (name == null) {
            throw ProblemException.badRequest("no name is given; write for example ?name=api.billing.swarm.&type=SRV");
        }
        byte[] query = query(Parameters.name(name), Parameters.type(type, RecordType.A));
        byte[] response = answer(udp, query);
        if (MessageReader.isTruncated(response)) {
            return MessageReader.read(answer(tcp, query), word(Transport.TCP));
        }
        return MessageReader.read(response, word(Transport.UDP));
    }

    private static String word(Transport transport) {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    /** With EDNS and the size that this server has itself, for the text of extended errors. */
    private static byte[] query(Name name, int type) {
        byte[] query = new byte[Header.LENGTH + name.length() + 4 + 11];
        Octets.putU16(query, Header.FLAGS, Header.RD);
        Octets.putU16(query, Header.QDCOUNT, 1);
        Octets.putU16(query, Header.ARCOUNT, 1);
        int at = name.write(query, Header.LENGTH);
        Octets.putU16(query, at, type);
        Octets.putU16(query, at + 2, RecordClass.IN);
        Octets.putU16(query, at + 5, RecordType.OPT);
        Octets.putU16(query, at + 7, ResponseEncoder.UDP_SIZE);
        return query;
    }

    private static byte[] answer(Server server, byte[] query) {
        synchronized (server) {
            if (server.process(query) != Verdict.RESPOND) {
                throw ProblemException.notFound("the name is outside the zone: DNS forwards it, and what an upstream"
                        + " answers is not asked for here; ask DNS, for example with dig");
            }
            return Arrays.copyOf(
                    server.processor().response(), server.processor().responseLength());
        }
    }
}
