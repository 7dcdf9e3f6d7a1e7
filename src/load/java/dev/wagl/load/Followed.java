package dev.wagl.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;

/** A stopwatch: has the double change a thousand tasks, and prints the milliseconds from the last change to the first answer that has it. */
final class Followed {

    private static final long GIVE_UP_NANOS = Duration.ofSeconds(60).toNanos();

    private Followed() {}

    /** The loopback port to ask at, and the double's. */
    public static void main(String[] args) throws IOException, InterruptedException {
        URI burst = URI.create("http://127.0.0.1:" + args[1] + "/load/burst");
        String[] last = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(burst).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .split(" ");
        byte[] query = Queries.query(last[1], 1);
        byte[] address = InetAddress.getByName(last[2]).getAddress();
        InetSocketAddress server = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(args[0]));
        long start = System.nanoTime();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5);
            while (!has(socket, server, query, address)) {
                if (System.nanoTime() - start > GIVE_UP_NANOS) {
                    throw new IllegalStateException(last[1] + " never got the address " + last[2]);
                }
            }
        }
        System.out.println(System.currentTimeMillis() - Long.parseLong(last[0]));
    }

    /** One query, and what comes within the time of the socket; the one record of the answer comes first, its RDATA at its end. */
    private static boolean has(DatagramSocket socket, InetSocketAddress server, byte[] query, byte[] address)
            throws IOException {
        socket.send(new DatagramPacket(query, query.length, server));
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return false;
        }
        byte[] response = Arrays.copyOf(packet.getData(), packet.getLength());
        int end = query.length + 2 + 2 + 2 + 4 + 2 + address.length;
        return end <= response.length
                && Arrays.equals(Arrays.copyOfRange(response, end - address.length, end), address);
    }
}
