package dev.wagl.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks at a fixed rate, whether it is answered or not, and tells how long the answers took. What is late does not
 * keep the next query back, so that no delay hides others. Prints sent, answered, and the 50th, 99th, 99.9th and 100th percentile
 * of the answered in microseconds.
 */
final class Latency {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final DatagramChannel socket;

    /** When the query with that id was sent; 0 once it is answered. */
    private final long[] sentAt = new long[1 << 16];

    private final long[] took;
    private int answered;

    private Latency(int port, int queries) throws IOException {
        socket = DatagramChannel.open().connect(new InetSocketAddress("127.0.0.1", port));
        took = new long[queries];
    }

    /** The loopback port, a file of queries, queries a second, and how many seconds. */
    public static void main(String[] args) throws IOException {
        int rate = Integer.parseInt(args[2]);
        int queries = rate * Integer.parseInt(args[3]);
        Latency client = new Latency(Integer.parseInt(args[0]), queries);
        client.ask(Queries.read(Path.of(args[1])), queries, rate);
        client.print(queries);
    }

    private void ask(List<ByteBuffer> queries, int count, int rate) throws IOException {
        // One thread blocks in receive, so that the time of arrival is not that of the next look.
        Thread receiver = new Thread(this::receive, "receiver");
        receiver.setDaemon(true);
        receiver.start();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            ByteBuffer query = queries.get(i % queries.size());
            query.rewind().putShort(0, (short) i);
            sentAt[i & 0xFFFF] = System.nanoTime();
            socket.write(query);
        }
        LockSupport.parkNanos(PATIENCE);
    }

    private void receive() {
        ByteBuffer response = ByteBuffer.allocateDirect(65_535);
        try {
            while (true) {
                socket.read(response.clear());
                long now = System.nanoTime();
                int id = response.getShort(0) & 0xFFFF;
                long sent = sentAt[id];
                if (sent != 0 && now - sent < PATIENCE) {
                    sentAt[id] = 0;
                    took[answered++] = now - sent;
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void print(int sent) {
        int count = answered;
        Arrays.sort(took, 0, count);
        System.out.printf(
                "%d %d %.0f %.0f %.0f %.0f%n",
                sent,
                count,
                percentile(count, 0.5),
                percentile(count, 0.99),
                percentile(count, 0.999),
                percentile(count, 1));
    }

    private double percentile(int count, double share) {
        return count == 0 ? Double.NaN : took[Math.max(0, (int) Math.ceil(count * share) - 1)] / 1e3;
    }
}
