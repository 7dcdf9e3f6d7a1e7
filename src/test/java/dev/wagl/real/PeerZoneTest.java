package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.RecordType;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.real.PeerQuery.Mode;
import dev.wagl.real.PeerReply.Shape;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Holds the sizes that {@link PeerZone} is made for. */
class PeerZoneTest {

    private static final Zone ZONE = PeerZone.build();

    @Test
    void oneAnswerFitsExactlyInto512Octets() throws IOException {
        Shape plain = ask("boundary.swarm.", RecordType.A, Mode.PLAIN);

        assertThat(plain.octets()).isEqualTo(512);
        assertThat(plain.truncated()).isFalse();
        assertThat(ask("boundary.swarm.", RecordType.A, Mode.SMALL).truncated()).isTrue();
    }

    @Test
    void oneAnswerNeedsMoreThan512Octets() throws IOException {
        assertThat(ask("_boundary._tcp.swarm.", RecordType.SRV, Mode.PLAIN).truncated())
                .isTrue();
        assertThat(ask("_boundary._tcp.swarm.", RecordType.SRV, Mode.EDNS).truncated())
                .isFalse();
    }

    @Test
    void oneAnswerNeedsMoreThan1232Octets() throws IOException {
        String longest = ZONE.owners().stream()
                .map(Object::toString)
                .filter(owner -> owner.startsWith("_a-label"))
                .findFirst()
                .orElseThrow();

        assertThat(ask(longest, RecordType.SRV, Mode.EDNS).truncated()).isTrue();
    }

    private static Shape ask(String name, int type, Mode mode) throws IOException {
        CurrentZone current = new CurrentZone(ZONE.apex());
        current.publish(ZONE);
        QueryProcessor processor = new QueryProcessor(current, Transport.UDP, "node-1", "2.0", 42);
        PeerQuery query = new PeerQuery(PeerQuery.name(name), type, mode);
        byte[] wire = query.toWire(1);
        processor.process(wire, wire.length);
        return PeerReply.of(query, Arrays.copyOf(processor.response(), processor.responseLength()))
                .shape();
    }
}
