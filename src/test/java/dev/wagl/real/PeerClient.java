package dev.wagl.real;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Asks one server, over UDP or over a TCP connection: {@link #send} and then {@link #reply}. */
abstract class PeerClient implements AutoCloseable {

    private static final int PATIENCE = 5000;
    private static final int TRIES = 3;

    private final String server;
    private PeerQuery asked;
    private int id;
    private int askedAgain;

    private PeerClient(String server) {
        this.server = server;
    }

    static PeerClient of(String server, InetSocketAddress address, PeerQuery.Mode mode) throws IOException {
        return mode.tcp() ? new Tcp(server, address) : new Udp(server, address);
    }

    void send(PeerQuery query) throws IOException {
        asked = query;
        id = id + 1 & 0xFFFF;
        write(query.toWire(id));
    }

    /** The reply to what was sent last; a query that is lost, or left unanswered on a closed connection, is sent again. */
    PeerReply reply() throws IOException {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                for (byte[] reply = read(); ; reply = read()) {
                    if (reply.length >= 12 && ByteBuffer.wrap(reply).getShort(0) == (short) id) {
                        return PeerReply.of(asked, reply);
                    }
                }
            } catch (SocketTimeoutException lost) {
                askedAgain++;
                write(asked.toWire(id));
            } catch (EOFException closed) {
                write(asked.toWire(id));
            }
        }
        throw new AssertionError(server + " says nothing to " + asked);
    }

    /** How often a query had to be sent again, as no response came. */
    int askedAgain() {
        return askedAgain;
    }

    abstract void write(byte[] message) throws IOException;

    abstract byte[] read() throws IOException;

    @Override
    public abstract void close();

    private static final class Udp extends PeerClient {

        private final DatagramSocket socket = new DatagramSocket();
        private final DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);

        Udp(String server, InetSocketAddress address) throws IOException {
            super(server);
            socket.connect(address);
            socket.setSoTimeout(PATIENCE);
        }

        @Override
        void write(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length));
        }

        @Override
        byte[] read() throws IOException {
            socket.receive(packet);
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Connects again where the server has closed, as any may that has answered enough on one connection (RFC 7766 6.2.3). */
    private static final class Tcp extends PeerClient {

        private final InetSocketAddress address;
        private Socket socket;
        private DataInputStream in;

        Tcp(String server, InetSocketAddress address) throws IOException {
            super(server);
            this.address = address;
            connect();
        }

        private void connect() throws IOException {
            socket = new Socket(address.getAddress(), address.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE);
            in = new DataInputStream(socket.getInputStream());
        }

        @Override
        void write(byte[] message) throws IOException {
            if (socket.isClosed()) {
                connect();
            }
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(2 + message.length)
                            .putShort((short) message.length)
                            .put(message)
                            .array());
        }

        @Override
        byte[] read() throws IOException {
            try {
                return in.readNBytes(in.readUnsignedShort());
            } catch (EOFException | SocketException closed) {
                socket.close();
                throw new EOFException();
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
