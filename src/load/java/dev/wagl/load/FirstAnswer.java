package dev.wagl.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;

/**
 * A stopwatch: starts a server and prints the milliseconds until its first NOERROR with an answer, asking every
 * 10 ms, and those of CPU it took until then. Of one that somebody else starts it prints when that answer came, in milliseconds since 1970.
 */
final class FirstAnswer {

    private static final long INTERVAL_NANOS = Duration.ofMillis(10).toNanos();
    private static final long GIVE_UP_NANOS = Duration.ofSeconds(30).toNanos();

    private FirstAnswer() {}

    /** The loopback port to ask at, the name to ask for (type A), and the command that starts the server, if it is to be started. */
    public static void main(String[] args) throws IOException, InterruptedException {
        byte[] query = Queries.query(args[1], 1);
        InetSocketAddress server = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(args[0]));
        try (DatagramSocket socket = new DatagramSocket()) {
            if (args.length == 2) {
                await(socket, server, query);
            } else {
                start(socket, server, query, Arrays.copyOfRange(args, 2, args.length));
            }
        }
    }

    private static void start(DatagramSocket socket, InetSocketAddress server, byte[] query, String[] command)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (!answers(socket, server, query)) {
                if (!process.isAlive() || System.nanoTime() - start > GIVE_UP_NANOS) {
                    throw new IllegalStateException("the server did not answer, or ended: " + process);
                }
            }
            long wall = (System.nanoTime() - start) / 1_000_000;
            System.out.println(wall + " " + cpu(process).toMillis());
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    /** Prints a line as soon as it asks, so that whoever starts the server knows, and a second one with the time. */
    private static void await(DatagramSocket socket, InetSocketAddress server, byte[] query) throws IOException {
        if (answers(socket, server, query)) {
            throw new IllegalStateException("a server answers already: " + server);
        }
        System.out.println("asking");
        long start = System.nanoTime();
        while (!answers(socket, server, query)) {
            if (System.nanoTime() - start > GIVE_UP_NANOS) {
                throw new IllegalStateException("the server did not answer: " + server);
            }
        }
        System.out.println(System.currentTimeMillis());
    }

    private static Duration cpu(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** One query, and whatever comes within the interval. */
    private static boolean answers(DatagramSocket socket, InetSocketAddress server, byte[] query) throws IOException {
        socket.send(new DatagramPacket(query, query.length, server));
        long end = System.nanoTime() + INTERVAL_NANOS;
        byte[] response = new byte[512];
        for (long left = INTERVAL_NANOS; left > 0; left = end - System.nanoTime()) {
            socket.setSoTimeout((int) (left / 1_000_000) + 1);
            try {
                socket.receive(new DatagramPacket(response, response.length));
            } catch (SocketTimeoutException e) {
                return false;
            }
            boolean noError = (response[3] & 0x0F) == 0;
            boolean answered = response[7] > 0;
            if (noError && answered) {
                return true;
            }
        }
        return false;
    }
}
