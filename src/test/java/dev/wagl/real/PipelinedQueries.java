package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** A TCP client that has sent many queries at once and takes no response until it is asked for them. */
final class PipelinedQueries implements AutoCloseable {

    /** So little that most responses have to wait in the server. */
    private static final int RECEIVE_BUFFER = 16 << 10;

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final int count;

    private PipelinedQueries(Socket socket, int count) {
        this.socket = socket;
        this.count = count;
    }

    /** Asks for the SRV records of a name; the queries are numbered from 0. */
    static PipelinedQueries send(Dig server, String name, int count) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(server.server(), server.port()), PATIENCE_MILLIS);
        byte[] query = Message.newQuery(Record.newRecord(Name.fromString(name), Type.SRV, DClass.IN))
                .toWire();
        ByteBuffer queries = ByteBuffer.allocate(count * (2 + query.length));
        for (int id = 0; id < count; id++) {
            queries.putShort((short) query.length).putShort((short) id).put(query, 2, query.length - 2);
        }
        socket.getOutputStream().write(queries.array());
        return new PipelinedQueries(socket, count);
    }

    /** Takes the responses, up to the server's orderly end; each has the records, and they come in the order of the queries. */
    int takeAll(int records) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        int taken = 0;
        while (true) {
            int length;
            try {
                length = in.readUnsignedShort();
            } catch (EOFException end) {
                return taken;
            }
            Header header = new Header(in.readNBytes(length));
            assertThat(header.getID()).isEqualTo(taken);
            assertThat(header.getRcode()).isEqualTo(Rcode.NOERROR);
            assertThat(header.getCount(1)).isEqualTo(records);
            taken++;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return count + " queries to " + socket.getRemoteSocketAddress();
    }
}
