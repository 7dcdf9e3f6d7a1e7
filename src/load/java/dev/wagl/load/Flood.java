package dev.wagl.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends queries and reads no response: as fast as it can from one address, an attack or a client in a loop, or at a rate and from
 * many addresses. Prints how many it sent.
 */
final class Flood {

    /** Each socket hashes to one of the server's. */
    private static final int SOCKETS = 16;

    private static final long SECOND = 1_000_000_000;

    private Flood() {}

    /** The loopback port, a file of queries, how many seconds; then, if wanted, queries a second and how many clients they come from. */
    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
        List<ByteBuffer> queries = Queries.read(Path.of(args[1]));
        long rate = args.length > 3 ? Long.parseLong(args[3]) : 0;
        DatagramChannel[] sockets = new DatagramChannel[args.length > 4 ? Integer.parseInt(args[4]) : SOCKETS];
        for (int i = 0; i < sockets.length; i++) {
            sockets[i] = DatagramChannel.open();
            if (args.length > 4) {
                sockets[i].bind(new InetSocketAddress("127.1.%d.%d".formatted(i / 250, i % 250 + 1), 0));
            }
            sockets[i].connect(server);
        }
        long start = System.nanoTime();
        long end = start + Long.parseLong(args[2]) * SECOND;
        long sent = 0;
        for (long now = start; now < end; now = System.nanoTime()) {
            long due = rate == 0 ? now : start + sent * SECOND / rate;
            if (due > now) {
                LockSupport.parkNanos(due - now);
                continue;
            }
            ByteBuffer query = queries.get((int) (sent % queries.size()));
            query.rewind().putShort(0, (short) sent);
            sockets[(int) (sent % sockets.length)].write(query);
            sent++;
        }
        System.out.println(sent);
    }
}
