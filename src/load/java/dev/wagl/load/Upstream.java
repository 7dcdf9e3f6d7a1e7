package dev.wagl.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A name server that has one address for every name, for an hour, or of names that begin with {@code m} for no time at all. It
 * reads from its standard input how many milliseconds it is to take for each response; a negative number means that it says nothing.
 */
final class Upstream {

    private static final int HEADER = 12;
    private static final int TYPE_AND_CLASS = 4;
    private static final short RESPONSE = (short) 0x8180;

    /** A pointer to the question; A, IN. */
    private static final byte[] OWNER = {(byte) 0xC0, HEADER, 0, 1, 0, 1};

    private static final byte[] ADDRESS = {0, 4, (byte) 192, 0, 2, 1};
    private static final int AN_HOUR = 3600;

    private final DatagramChannel socket;
    private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
    private volatile int delay;

    private Upstream(int port) throws IOException {
        socket = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", port));
    }

    /** Serves at the loopback port that is named, until it is killed. */
    public static void main(String[] args) throws IOException {
        Upstream upstream = new Upstream(Integer.parseInt(args[0]));
        Thread orders = new Thread(upstream::obey, "orders");
        orders.setDaemon(true);
        orders.start();
        upstream.serve();
    }

    private void obey() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                delay = Integer.parseInt(line.strip());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void serve() throws IOException {
        ByteBuffer query = ByteBuffer.allocateDirect(4096);
        while (true) {
            SocketAddress client = socket.receive(query.clear());
            ByteBuffer response = response(query.flip());
            int wait = delay;
            if (wait == 0) {
                socket.send(response, client);
            } else if (wait > 0) {
                late.schedule(() -> socket.send(response, client), wait, TimeUnit.MILLISECONDS);
            }
        }
    }

    private static ByteBuffer response(ByteBuffer query) {
        int end = HEADER;
        while (query.get(end) != 0) {
            end += query.get(end) + 1;
        }
        end += 1 + TYPE_AND_CLASS;
        ByteBuffer response = ByteBuffer.allocateDirect(end + OWNER.length + 4 + ADDRESS.length);
        response.put(query.limit(end)).putShort(2, RESPONSE);
        response.putShort(6, (short) 1).putShort(8, (short) 0).putShort(10, (short) 0);
        boolean brief = (query.get(HEADER + 1) | 0x20) == 'm';
        return response.put(OWNER).putInt(brief ? 0 : AN_HOUR).put(ADDRESS).flip();
    }
}
