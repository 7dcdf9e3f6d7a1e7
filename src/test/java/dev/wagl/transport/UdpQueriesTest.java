package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters.Drop;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.transport.BatchInMemory.Datagram;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no ordinary socket can send. */
class UdpQueriesTest {

    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 53);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("127.0.0.9", 1234);

    private final QueryProcessor processor = RunningServer.processor(Transport.UDP);
    private final BatchInMemory batch = new BatchInMemory();

    @Test
    void answersTheSender() {
        assertThat(send("127.0.0.1:53", CLIENT))
                .singleElement()
                .satisfies(response -> assertThat(response.peer()).isEqualTo(CLIENT));
    }

    @Test
    void dropsWhatComesFromPortZero() {
        assertThat(send("127.0.0.1:53", new InetSocketAddress("127.0.0.9", 0))).isEmpty();
        assertThat(processor.counters().drops(Drop.SOURCE)).isEqualTo(1);
    }

    @Test
    void dropsWhatComesFromOurOwnAddressAndPort() {
        assertThat(send("127.0.0.1:53", SERVER)).isEmpty();
        assertThat(processor.counters().drops(Drop.SOURCE)).isEqualTo(1);
    }

    @Test
    void answersOurOwnAddressAtAnotherPort() {
        assertThat(send("127.0.0.1:53", new InetSocketAddress("127.0.0.1", 54))).hasSize(1);
    }

    @Test
    void answersAnotherServersPort() {
        assertThat(send("127.0.0.1:53", new InetSocketAddress("10.0.0.9", 53))).hasSize(1);
    }

    @Test
    void theWildcardOfIpv4DoesNotAnswerIpv6() {
        assertThat(send("0.0.0.0:53", new InetSocketAddress("::1", 1234))).isEmpty();
        assertThat(processor.counters().drops(Drop.FAMILY)).isEqualTo(1);
        assertThat(send("0.0.0.0:53", new InetSocketAddress("127.0.0.9", 1234))).hasSize(1);
        assertThat(send(":53", new InetSocketAddress("::1", 1234))).hasSize(1);
    }

    /** The address of a client is read while its own datagram is at hand, and no other's. */
    @Test
    void answersEachOfABatch() {
        for (int i = 1; i <= 100; i++) {
            batch.come(new InetSocketAddress("127.0.0." + i, 1000 + i), Messages.query("api.swarm.", i));
        }
        queries("127.0.0.1:53").answer();
        // The first was sent from our own address, but not from our port.
        assertThat(batch.sent).hasSize(100);
        for (int i = 1; i <= 100; i++) {
            Datagram response = batch.sent.get(i - 1);
            assertThat(response.peer()).isEqualTo(new InetSocketAddress("127.0.0." + i, 1000 + i));
            assertThat(response.payload()[0] << 8 | response.payload()[1]).isEqualTo(i);
        }
    }

    @Test
    void countsResponsesThatTheSocketDoesNotTake() {
        batch.room = 60;
        for (int i = 0; i < 100; i++) {
            batch.come(CLIENT, Messages.query("api.swarm.", i));
        }
        UdpQueries queries = queries("127.0.0.1:53");
        queries.answer();
        assertThat(batch.sent).hasSize(60);
        assertThat(processor.counters().drops(Drop.SEND_QUEUE)).isEqualTo(40);
        queries.answer();
        assertThat(processor.counters().drops(Drop.SEND_QUEUE))
                .as("a batch of nothing")
                .isEqualTo(40);
    }

    @Test
    void anErrorOfTheSocketIsNotTheNextBatchs() {
        UdpQueries queries = queries("127.0.0.1:53");
        batch.sendFails = new IOException("no route to host");
        batch.come(CLIENT, Messages.query("api.swarm.", 1));
        queries.answer();
        batch.sendFails = null;
        batch.receiveFails = new IOException("of a test");
        queries.answer();
        batch.receiveFails = null;
        batch.sent.clear();
        batch.come(CLIENT, Messages.query("api.swarm.", 2));
        queries.answer();
        assertThat(batch.sent).hasSize(1);
    }

    @Test
    void whatGoesWrongWithOneOfABatchIsNotTheOthers() {
        for (int i = 1; i <= 3; i++) {
            batch.come(new InetSocketAddress("127.0.0." + i, 1000 + i), Messages.query("api.swarm.", i));
        }
        batch.senderFailsOf = 1;
        queries("127.0.0.1:53").answer();
        assertThat(batch.sent).extracting(response -> response.peer().getPort()).containsExactly(1001, 1003);
    }

    /** There is none known; so it takes a processor that cannot work. */
    @Test
    void aBugCostsThatQueryItsAnswerAndNothingElse() {
        QueryProcessor withoutZone = new QueryProcessor(null, Transport.UDP, "node-1", "2.0", 42);
        batch.come(CLIENT, Messages.query("api.swarm.", 1));
        queries(withoutZone, ":53").answer();
        assertThat(batch.sent).isEmpty();
        assertThat(withoutZone.counters().drops(Drop.ERROR)).isEqualTo(1);
    }

    private List<Datagram> send(String bind, InetSocketAddress sender) {
        batch.sent.clear();
        batch.come(sender, Messages.query("api.swarm.", 1));
        queries(bind).answer();
        return batch.sent;
    }

    private UdpQueries queries(String bind) {
        return queries(processor, bind);
    }

    private UdpQueries queries(QueryProcessor processor, String bind) {
        return new UdpQueries(
                new Responder(processor, DatagramBatch.LONGEST_QUERY),
                BindAddress.parse(bind),
                address -> address.equals(SERVER.getAddress()),
                batch,
                Runnable::run);
    }
}
