package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Rcode;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters.Drop;
import dev.wagl.nameserver.QueryCounters.Source;
import dev.wagl.nameserver.QueryProcessor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no ordinary socket can send. */
class UdpQueriesTest {

    private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 53);

    private final QueryProcessor processor = RunningServer.processor(Transport.UDP);

    @Test
    void answersTheSender() {
        InetSocketAddress client = new InetSocketAddress("127.0.0.9", 1234);
        List<DatagramPacket> sent = send(queries("127.0.0.1:53"), client);
        assertThat(sent)
                .singleElement()
                .satisfies(response -> assertThat(response.recipient()).isEqualTo(client));
    }

    @Test
    void dropsWhatComesFromPortZero() {
        assertThat(send(queries("127.0.0.1:53"), new InetSocketAddress("127.0.0.9", 0)))
                .isEmpty();
        assertThat(processor.counters().drops(Drop.SOURCE)).isEqualTo(1);
    }

    @Test
    void dropsWhatComesFromOurOwnAddressAndPort() {
        assertThat(send(queries("127.0.0.1:53"), SERVER)).isEmpty();
        assertThat(processor.counters().drops(Drop.SOURCE)).isEqualTo(1);
    }

    @Test
    void answersOurOwnAddressAtAnotherPort() {
        assertThat(send(queries("127.0.0.1:53"), new InetSocketAddress("127.0.0.1", 54)))
                .hasSize(1);
    }

    @Test
    void answersAnotherServersPort() {
        assertThat(send(queries("127.0.0.1:53"), new InetSocketAddress("10.0.0.9", 53)))
                .hasSize(1);
    }

    @Test
    void theWildcardOfIpv4DoesNotAnswerIpv6() {
        assertThat(send(queries("0.0.0.0:53"), new InetSocketAddress("::1", 1234)))
                .isEmpty();
        assertThat(processor.counters().drops(Drop.FAMILY)).isEqualTo(1);
        assertThat(send(queries("0.0.0.0:53"), new InetSocketAddress("127.0.0.9", 1234)))
                .hasSize(1);
        assertThat(send(queries(":53"), new InetSocketAddress("::1", 1234))).hasSize(1);
    }

    @Test
    void releasesEveryDatagram() {
        EmbeddedChannel channel = new EmbeddedChannel(queries("127.0.0.1:53"));
        for (InetSocketAddress sender : List.of(SERVER, new InetSocketAddress("127.0.0.9", 1234))) {
            ByteBuf query = Unpooled.directBuffer().writeBytes(Messages.query("api.swarm.", 1));
            channel.writeInbound(new DatagramPacket(query, SERVER, sender));
            assertThat(query.refCnt()).isZero();
        }
        channel.finishAndReleaseAll();
    }

    @Test
    void dropsQueriesWhoseResponsesTheSocketDoesNotTake() {
        EmbeddedChannel channel = new EmbeddedChannel(queries("127.0.0.1:53"));
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(500, 1000));
        DatagramPacket[] burst = new DatagramPacket[1000];
        for (int i = 0; i < burst.length; i++) {
            burst[i] = new DatagramPacket(
                    Unpooled.wrappedBuffer(Messages.query("api.swarm.", i)),
                    SERVER,
                    new InetSocketAddress("127.0.0.9", 1234));
        }
        // Nothing is flushed before the end of the batch.
        channel.writeInbound((Object[]) burst);
        int sent = channel.outboundMessages().size();
        assertThat(sent).isBetween(1, 100);
        assertThat(processor.counters().drops(Drop.SEND_QUEUE)).isEqualTo(burst.length - sent);
        assertThat(processor.counters().responses(Rcode.NOERROR, Source.ZONE))
                .as("no response is made that is not sent")
                .isEqualTo(sent);
        channel.finishAndReleaseAll();
    }

    @Test
    void anErrorOfTheSocketLeavesItOpen() {
        EmbeddedChannel channel = new EmbeddedChannel(queries("127.0.0.1:53"));
        channel.pipeline().fireExceptionCaught(new IOException("no route to host"));
        channel.pipeline().fireExceptionCaught(new OutOfMemoryError("of a test"));
        channel.checkException();
        assertThat(channel.isOpen()).isTrue();
        channel.finishAndReleaseAll();
    }

    /** There is none known; so it takes a processor that cannot work. */
    @Test
    void aBugCostsThatQueryItsAnswerAndNothingElse() {
        QueryProcessor withoutZone = new QueryProcessor(null, Transport.UDP, "node-1", "2.0", 42);
        EmbeddedChannel channel = new EmbeddedChannel(new UdpQueries(
                new Responder(withoutZone, UdpSocket.LONGEST_QUERY), BindAddress.parse(":53"), address -> false));
        ByteBuf query = Unpooled.directBuffer().writeBytes(Messages.query("api.swarm.", 1));
        channel.writeInbound(new DatagramPacket(query, SERVER, new InetSocketAddress("127.0.0.9", 1234)));
        channel.checkException();
        assertThat(channel.isOpen()).isTrue();
        assertThat(channel.outboundMessages()).isEmpty();
        assertThat(withoutZone.counters().drops(Drop.ERROR)).isEqualTo(1);
        assertThat(query.refCnt()).isZero();
        channel.finishAndReleaseAll();
    }

    private UdpQueries queries(String bind) {
        return new UdpQueries(
                new Responder(processor, UdpSocket.LONGEST_QUERY),
                BindAddress.parse(bind),
                address -> address.equals(SERVER.getAddress()));
    }

    private static List<DatagramPacket> send(UdpQueries queries, InetSocketAddress sender) {
        EmbeddedChannel channel = new EmbeddedChannel(queries);
        channel.writeInbound(
                new DatagramPacket(Unpooled.wrappedBuffer(Messages.query("api.swarm.", 1)), SERVER, sender));
        List<DatagramPacket> sent = channel.outboundMessages().stream()
                .map(DatagramPacket.class::cast)
                .toList();
        channel.finishAndReleaseAll();
        return sent;
    }
}
