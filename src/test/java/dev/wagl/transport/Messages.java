package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Queries and what comes back, in dnsjava's words. */
final class Messages {

    private static final int PATIENCE = (int) Duration.ofSeconds(10).toMillis();

    private Messages() {}

    static Message query(String name) {
        try {
            return Message.newQuery(Record.newRecord(new Name(name), Type.A, DClass.IN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The query as octets, with an id of our choice. */
    static byte[] query(String name, int id) {
        Message query = query(name);
        query.getHeader().setID(id);
        return query.toWire();
    }

    /** As TCP carries it: its length before it. */
    static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    /** The next message of a stream; null at its end. */
    static Message read(InputStream in) throws IOException {
        int high = in.read();
        if (high < 0) {
            return null;
        }
        int length = high << 8 | in.read();
        byte[] message = in.readNBytes(length);
        assertThat(message).as("a message as long as its prefix says").hasSize(length);
        return new Message(message);
    }

    /** Asks over UDP from a connected socket, which takes a response from the address that was asked and no other. */
    static Message askUdp(InetSocketAddress server, String name) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(PATIENCE);
            byte[] query = query(name, 4711);
            socket.send(new DatagramPacket(query, query.length));
            return receive(socket);
        }
    }

    static Message receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    static void assertAnswers(Message response, int id) {
        assertThat(response).isNotNull();
        assertThat(response.getHeader().getID()).isEqualTo(id);
        assertThat(Rcode.string(response.getRcode())).isEqualTo("NOERROR");
        assertThat(((ARecord) response.getSection(Section.ANSWER).get(0))
                        .getAddress()
                        .getHostAddress())
                .startsWith("10.");
    }

    /** So many queries, each with its length before it, with the ids from 0 on. */
    static byte[] pipeline(String name, int queries) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int id = 0; id < queries; id++) {
            all.writeBytes(framed(query(name, id & 0xFFFF)));
        }
        return all.toByteArray();
    }

    /** Sends as much as the server takes. */
    static void write(Socket client, byte[] all) {
        try {
            client.getOutputStream().write(all);
        } catch (IOException e) {
            // The server has cut it off.
        }
    }
}
