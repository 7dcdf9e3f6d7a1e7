package dev.wagl.real;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A client of a web server with many addresses: 20 times a second it resolves a name, connects to one of the addresses, asks for a page
 * and reads it. It keeps what it was told for as long as the TTL said, not longer and not shorter. A program of its own, with nothing
 * but the JDK, to be run in whatever network namespace; it prints a line per visit and goes on until it is ended.
 */
final class Visitor {

    private static final int EVERY_MILLIS = 50;

    /** Longer than a machine stands still at times. */
    private static final int PATIENCE_MILLIS = 5_000;

    private static final int A = 1;

    private final InetSocketAddress server;
    private final byte[] query;
    private final int port;
    private List<InetAddress> addresses = List.of();
    private long until = System.nanoTime();

    private Visitor(InetSocketAddress server, String name, int port) {
        this.server = server;
        this.query = query(name);
        this.port = port;
    }

    /**
     * What one visit came to.
     *
     * @param begun when it connected, on the clock of {@link System#nanoTime}, which is the same in all processes
     * @param address null if the name was not resolved
     * @param outcome {@code ok}, or what went wrong
     */
    record Visit(long begun, long nanos, String address, String outcome) {

        static Visit parse(String line) {
            String[] words = line.split(" ", 4);
            return new Visit(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    words[2].equals("-") ? null : words[2],
                    words[3]);
        }

        boolean ok() {
            return outcome.equals("ok");
        }

        @Override
        public String toString() {
            return String.format("%d %d %s %s", begun, nanos, address == null ? "-" : address, outcome);
        }
    }

    /** The command line of the program. */
    static List<String> line(String server, int serverPort, String name, int port) {
        try {
            Path classes = Path.of(Visitor.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classes.toString(),
                    Visitor.class.getName(),
                    server,
                    Integer.toString(serverPort),
                    name,
                    Integer.toString(port));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
        Visitor visitor = new Visitor(server, args[2], Integer.parseInt(args[3]));
        // As many threads as visits may hang at a time: the next one begins all the same.
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(2 * PATIENCE_MILLIS / EVERY_MILLIS);
        for (int i = 0; i < 2 * PATIENCE_MILLIS / EVERY_MILLIS; i++) {
            threads.scheduleAtFixedRate(
                    () -> System.out.println(visitor.visit()),
                    (long) i * EVERY_MILLIS,
                    2 * PATIENCE_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private Visit visit() {
        long begun = System.nanoTime();
        InetAddress address = null;
        String outcome;
        try {
            address = resolve();
            begun = System.nanoTime();
            outcome = get(address) ? "ok" : "cut off";
        } catch (SocketTimeoutException e) {
            outcome = address == null ? "no response to the query" : "timed out";
        } catch (ConnectException e) {
            outcome = "refused: " + e.getMessage();
        } catch (SocketException e) {
            outcome = "broken: " + e.getMessage();
        } catch (IOException e) {
            outcome = e.getMessage();
        }
        String shown = address == null ? null : address.getHostAddress();
        return new Visit(begun, System.nanoTime() - begun, shown, outcome);
    }

    private boolean get(InetAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).endsWith("hello\n");
        }
    }

    // ------------------------------------------------------------------------------------------ a resolver with a
    // cache

    private synchronized InetAddress resolve() throws IOException {
        if (System.nanoTime() - until >= 0) {
            ask();
        }
        if (addresses.isEmpty()) {
            throw new IOException("resolves to nothing");
        }
        return addresses.get(ThreadLocalRandom.current().nextInt(addresses.size()));
    }

    private void ask() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.send(new DatagramPacket(query, query.length));
            byte[] response = new byte[512];
            socket.receive(new DatagramPacket(response, response.length));
            read(ByteBuffer.wrap(response));
        }
    }

    /** Keeps what the answer section says (RFC 1035 4.1). */
    private void read(ByteBuffer response) throws IOException {
        int records = response.getShort(6);
        int ttl = 0;
        List<InetAddress> found = new ArrayList<>();
        response.position(query.length);
        for (int i = 0; i < records; i++) {
            // The owner is a pointer to the question.
            response.getShort();
            int type = response.getShort();
            response.getShort();
            ttl = found.isEmpty() ? response.getInt() : Math.min(ttl, response.getInt());
            byte[] rdata = new byte[response.getShort()];
            response.get(rdata);
            if (type == A) {
                found.add(InetAddress.getByAddress(rdata));
            }
        }
        addresses = found;
        until = System.nanoTime() + TimeUnit.SECONDS.toNanos(ttl);
    }

    private static byte[] query(String name) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.writeBytes(new byte[] {0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.")) {
            octets.write(label.length());
            octets.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        octets.writeBytes(new byte[] {0, 0, A, 0, 1});
        return octets.toByteArray();
    }
}
