package dev.wagl.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;

/** Sends queries as fast as it can and reads no response: an attack, or a client in a loop. Prints how many it sent. */
final class Flood {

    /** Each socket hashes to one of the server's. */
    private static final int SOCKETS = 16;

    private Flood() {}

    /** The loopback port, a file of queries, and how many seconds. */
    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        List<ByteBuffer> queries = Queries.read(Path.of(args[1]));
        long end = System.nanoTime() + Long.parseLong(args[2]) * 1_000_000_000;
        DatagramChannel[] sockets = new DatagramChannel[SOCKETS];
        for (int i = 0; i < SOCKETS; i++) {
            sockets[i] = DatagramChannel.open().connect(server);
        }
        long sent = 0;
        while (System.nanoTime() < end) {
            ByteBuffer query = queries.get((int) (sent % queries.size()));
            query.rewind().putShort(0, (short) sent);
            sockets[(int) (sent % SOCKETS)].write(query);
            sent++;
        }
        System.out.println(sent);
    }
}
