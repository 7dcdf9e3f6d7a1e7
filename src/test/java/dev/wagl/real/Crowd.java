package dev.wagl.real;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many clients behind one address: a burst of queries for the SOA of {@code swarm.} over UDP, then as many TCP connections at once.
 * A program of its own, with nothing but the JDK, to be run in whatever network namespace.
 *
 * @param whole responses over UDP
 * @param cut of them, those with TC, which are not counted among the whole ones
 * @param overTcp connections on which a response came
 */
record Crowd(int whole, int cut, int overTcp) {

    private static final int TC = 0x02;

    private static final byte[] QUERY = query();

    private static final Pattern SAID = Pattern.compile("(?m)^whole (\\d+) cut (\\d+) tcp (\\d+)$");

    /** The command line of the program. */
    static List<String> line(String server, int port, int queries, int connections) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                Crowd.class.getName(),
                server,
                Integer.toString(port),
                Integer.toString(queries),
                Integer.toString(connections));
    }

    /** Of what it printed. */
    static Crowd parse(String output) {
        Matcher said = SAID.matcher(output);
        if (!said.find()) {
            throw new AssertionError(output);
        }
        return new Crowd(
                Integer.parseInt(said.group(1)), Integer.parseInt(said.group(2)), Integer.parseInt(said.group(3)));
    }

    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getByName(args[0]), Integer.parseInt(args[1]));
        int whole = 0;
        int cut = 0;
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(2_000);
            for (int i = 0; i < Integer.parseInt(args[2]); i++) {
                socket.send(new DatagramPacket(QUERY, QUERY.length));
            }
            byte[] response = new byte[1232];
            while (true) {
                socket.receive(new DatagramPacket(response, response.length));
                if ((response[2] & TC) != 0) {
                    cut++;
                } else {
                    whole++;
                }
            }
        } catch (SocketTimeoutException e) {
            System.out.println("whole " + whole + " cut " + cut + " tcp " + overTcp(server, Integer.parseInt(args[3])));
        }
    }

    private static int overTcp(InetSocketAddress server, int connections) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        int answered = 0;
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.setSoTimeout(10_000);
                socket.connect(server, 10_000);
                if (isAnswered(socket)) {
                    answered++;
                }
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        return answered;
    }

    private static boolean isAnswered(Socket socket) {
        try {
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(2 + QUERY.length)
                            .putShort((short) QUERY.length)
                            .put(QUERY)
                            .array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] response = in.readNBytes(in.readUnsignedShort());
            return response.length > QUERY.length && (response[2] & TC) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] query() {
        return ByteBuffer.allocate(23)
                .putShort((short) 4711)
                .putShort((short) 0)
                .putShort((short) 1)
                .position(12)
                .put("\5swarm\0\0\6\0\1".getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }
}
