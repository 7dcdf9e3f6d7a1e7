package dev.wagl.load;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Clients that want a server's TCP for themselves: 300 that say nothing, 300 that send one octet a second, 300 that ask
 * and never read, and 10,000 that come only to be reset. Meanwhile it asks over UDP, and over TCP as an honest client does.
 *
 * <p>Arguments: the server's port at 127.0.0.1, its process id, a name that has an address, and seconds from the last
 * connection to the end, in which all are to be sent away. Ends with 1 where a query had no answer, or where the server has
 * more file descriptors in the end than at the start.
 */
final class Hoarders {

    private static final int EACH = 300;
    private static final int RESETS = 10_000;

    private final InetSocketAddress server;
    private final Path descriptors;
    private final byte[] query;
    private final List<Long> udp = new ArrayList<>();
    private final List<Long> tcp = new ArrayList<>();
    private final List<SocketChannel> idle = new ArrayList<>();
    private final List<SocketChannel> slow = new ArrayList<>();
    private final List<SocketChannel> deaf = new ArrayList<>();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(3);
    private volatile long most;

    private Hoarders(int port, long pid, String name) {
        server = new InetSocketAddress("127.0.0.1", port);
        descriptors = Path.of("/proc/" + pid + "/fd");
        query = framed(Queries.query(name, 1));
    }

    public static void main(String[] args) throws Exception {
        Hoarders hoarders = new Hoarders(Integer.parseInt(args[0]), Long.parseLong(args[1]), args[2]);
        System.exit(hoarders.run(Duration.ofSeconds(Integer.parseInt(args[3]))) ? 0 : 1);
    }

    private boolean run(Duration patience) throws Exception {
        askUdp();
        long before = openDescriptors();
        for (int i = 0; i < EACH; i++) {
            idle.add(connect());
            slow.add(connect());
            deaf.add(connect());
        }
        clock.scheduleWithFixedDelay(() -> time("UDP", this::askUdp, udp), 0, 10, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(() -> time("TCP", this::askTcp, tcp), 0, 100, TimeUnit.MILLISECONDS);
        clock.scheduleAtFixedRate(this::write, 0, 1, TimeUnit.SECONDS);
        for (int i = 0; i < RESETS; i++) {
            try (SocketChannel reset = SocketChannel.open(server)) {
                reset.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        }
        // The clients' ends all stay open: the server has to close its own.
        long after = descriptorsOnce(before, patience);
        clock.shutdownNow();
        clock.awaitTermination(5, TimeUnit.SECONDS);
        report("UDP", udp);
        report("TCP", tcp);
        System.out.printf("file descriptors of the server: %d before, at most %d, %d after%n", before, most, after);
        failures.forEach(System.out::println);
        return failures.isEmpty() && after <= before;
    }

    /** How many are open once it is no more than that, or when the time is over. */
    private long descriptorsOnce(long few, Duration patience) throws Exception {
        long end = System.nanoTime() + patience.toNanos();
        long open = openDescriptors();
        while (open > few && System.nanoTime() < end) {
            open = clock.schedule(this::openDescriptors, 20, TimeUnit.MILLISECONDS)
                    .get();
        }
        return open;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(server);
        channel.configureBlocking(false);
        return channel;
    }

    /** One octet more of a message of 257, and as many queries as are taken. */
    private void write() {
        for (SocketChannel channel : slow) {
            write(channel, new byte[] {1});
        }
        byte[] many = new byte[2_000 * query.length];
        for (int at = 0; at < many.length; at += query.length) {
            System.arraycopy(query, 0, many, at, query.length);
        }
        for (SocketChannel channel : deaf) {
            write(channel, many);
        }
    }

    private static void write(SocketChannel channel, byte[] octets) {
        try {
            channel.write(ByteBuffer.wrap(octets));
        } catch (IOException cutOff) {
            // As it should be.
        }
    }

    private interface Query {
        void ask() throws IOException;
    }

    private void time(String protocol, Query query, List<Long> nanos) {
        try {
            long start = System.nanoTime();
            query.ask();
            nanos.add(System.nanoTime() - start);
            most = Math.max(most, openDescriptors());
        } catch (ClosedByInterruptException | InterruptedIOException over) {
            // The run is at its end.
        } catch (IOException e) {
            failures.add(protocol + " after " + nanos.size() + " answers: " + e);
        }
    }

    private void askUdp() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(2_000);
            socket.send(new DatagramPacket(query, 2, query.length - 2));
            DatagramPacket response = new DatagramPacket(new byte[1232], 1232);
            socket.receive(response);
            check(response.getData());
        }
    }

    private void askTcp() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(2_000);
            socket.connect(server, 2_000);
            socket.getOutputStream().write(query);
            byte[] prefix = socket.getInputStream().readNBytes(2);
            if (prefix.length < 2) {
                throw new IOException("closed without an answer");
            }
            check(socket.getInputStream().readNBytes((prefix[0] & 0xFF) << 8 | prefix[1] & 0xFF));
        }
    }

    private static void check(byte[] response) throws IOException {
        if (response.length < 12 || (response[3] & 0xF) != 0 || response[7] == 0) {
            throw new IOException("no answer in " + Arrays.toString(Arrays.copyOf(response, 12)));
        }
    }

    private long openDescriptors() throws IOException {
        try (Stream<Path> all = Files.list(descriptors)) {
            return all.count();
        }
    }

    private static void report(String protocol, List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %d queries, all answered but those below; median %.1f ms, 99 of 100 in %.1f ms, the longest %.1f ms%n",
                protocol,
                sorted.length,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted[sorted.length - 1] / 1e6);
    }

    private static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }
}
