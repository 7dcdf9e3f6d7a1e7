package dev.wagl.forwarding;

import dev.wagl.UnclaimedPort;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * An upstream on loopback, UDP and TCP at one port, that does with each query what it is told: the truth, nothing, nonsense, late, twice.
 * Queries by which a server looks for loops are not shown to the test.
 */
public final class TestUpstream implements AutoCloseable {

    public static final String ADDRESS = "192.0.2.1";
    static final int TTL = 300;

    private static final Name LOOP_CHECKS = Name.fromConstantString("wagl-loop-check.");
    private static final AtomicInteger NEXT_HOST = new AtomicInteger(1);

    private final DatagramSocket datagrams;
    private final ServerSocket listener;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(TestUpstream::daemon);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Consumer<Asked> behaviour;
    private volatile boolean showsLoopChecks;

    private TestUpstream(DatagramSocket datagrams, ServerSocket listener, Consumer<Asked> behaviour) {
        this.datagrams = datagrams;
        this.listener = listener;
        this.behaviour = behaviour;
    }

    public static TestUpstream truthful() throws IOException {
        return start(Asked::answer);
    }

    static TestUpstream start(Consumer<Asked> behaviour) throws IOException {
        return start(ServerSocketFactory.getDefault(), behaviour);
    }

    /** @param listeners for TLS, say */
    static TestUpstream start(ServerSocketFactory listeners, Consumer<Asked> behaviour) throws IOException {
        return start(
                new InetSocketAddress("127.1.1." + (NEXT_HOST.getAndIncrement() % 250 + 1), UnclaimedPort.next()),
                listeners,
                behaviour);
    }

    static TestUpstream start(InetSocketAddress address, ServerSocketFactory listeners, Consumer<Asked> behaviour)
            throws IOException {
        DatagramSocket datagrams = new DatagramSocket(address);
        ServerSocket listener = listeners.createServerSocket(datagrams.getLocalPort(), 50, address.getAddress());
        TestUpstream upstream = new TestUpstream(datagrams, listener, behaviour);
        daemon(upstream::receive).start();
        daemon(upstream::accept).start();
        return upstream;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "test upstream");
        thread.setDaemon(true);
        return thread;
    }

    /** From now on. */
    void behave(Consumer<Asked> now) {
        behaviour = now;
    }

    /** From now on it treats queries that look for loops as all others. */
    TestUpstream showLoopChecks() {
        showsLoopChecks = true;
        return this;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) datagrams.getLocalSocketAddress();
    }

    /** As {@code --ns} takes it. */
    @Override
    public String toString() {
        return address().getAddress().getHostAddress() + ":" + address().getPort();
    }

    /** What has come so far. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    long asked(String name) {
        return asked.stream().filter(one -> one.asks(name)).count();
    }

    /** TCP connections so far. */
    int accepted() {
        return accepted.get();
    }

    /** TCP connections now, as far as the upstream knows. */
    int connected() {
        return connections.size();
    }

    /** Ends all TCP connections as they are. */
    void dropConnections() {
        connections.forEach(TestUpstream::close);
    }

    private void receive() {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        while (!datagrams.isClosed()) {
            try {
                datagrams.receive(packet);
                byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
                handle(new Asked(query, (InetSocketAddress) packet.getSocketAddress(), null));
            } catch (IOException e) {
                // Closed, or nobody listens for an answer any more.
            }
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                accepted.incrementAndGet();
                connections.add(connection);
                daemon(() -> serve(connection)).start();
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            while (true) {
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                handle(new Asked(query, (InetSocketAddress) connection.getRemoteSocketAddress(), connection));
            }
        } catch (IOException e) {
            // The other side has done with it.
        } finally {
            connections.remove(connection);
        }
    }

    private void handle(Asked query) throws IOException {
        if (!showsLoopChecks && query.question().getName().subdomain(LOOP_CHECKS)) {
            query.reply(Rcode.NXDOMAIN);
            return;
        }
        asked.add(query);
        behaviour.accept(query);
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        later.shutdownNow();
        datagrams.close();
        close(listener);
        dropConnections();
    }

    /** One query, and what can be done with it. */
    public final class Asked {

        private final byte[] query;
        private final InetSocketAddress from;
        private final Socket connection;
        private final long at = System.nanoTime();

        private Asked(byte[] query, InetSocketAddress from, Socket connection) {
            this.query = query;
            this.from = from;
            this.connection = connection;
        }

        byte[] query() {
            return query.clone();
        }

        Message message() {
            try {
                return new Message(query);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Record question() {
            return message().getQuestion();
        }

        boolean asks(String name) {
            return question().getName().toString().equalsIgnoreCase(name);
        }

        int id() {
            return message().getHeader().getID();
        }

        /** Null: it came over UDP. */
        Socket connection() {
            return connection;
        }

        boolean tcp() {
            return connection != null;
        }

        InetSocketAddress from() {
            return from;
        }

        /** Of the clock that only goes on, in nanoseconds. */
        long at() {
            return at;
        }

        /** Says that the address is {@value #ADDRESS}. */
        void answer() {
            send(truth().toWire());
        }

        /** The truth, to be changed. */
        Message truth() {
            return with(new ARecord(question().getName(), DClass.IN, TTL, ip(ADDRESS)));
        }

        /** The response with these answers. */
        Message with(Record... answers) {
            Message query = message();
            Message response = new Message(query.getHeader().getID());
            response.getHeader().setFlag(Flags.QR);
            response.getHeader().setFlag(Flags.RD);
            response.getHeader().setFlag(Flags.RA);
            response.addRecord(query.getQuestion(), Section.QUESTION);
            for (Record answer : answers) {
                response.addRecord(answer, Section.ANSWER);
            }
            return response;
        }

        void reply(int rcode) {
            Message response = with();
            response.getHeader().setRcode(rcode);
            send(response.toWire(65_535));
        }

        /** The answer does not fit. */
        void truncate() {
            Message response = with();
            response.getHeader().setFlag(Flags.TC);
            send(response.toWire());
        }

        /** Sends whatever it is, as the answer to this. */
        void send(byte[] message) {
            try {
                if (connection == null) {
                    datagrams.send(new DatagramPacket(message, message.length, from));
                } else {
                    byte[] framed = ByteBuffer.allocate(2 + message.length)
                            .putShort((short) message.length)
                            .put(message)
                            .array();
                    synchronized (connection) {
                        connection.getOutputStream().write(framed);
                    }
                }
            } catch (IOException e) {
                // Nobody waits for it any more.
            }
        }

        /** Hands the query on as it is, and its response back: what Docker's own name server does. */
        void relay(InetSocketAddress to) {
            relay(query, new InetSocketAddress(0), to);
        }

        /** Asks the same from its own address, in lower case and with an id of its own, as a resolver does, and hands the response back. */
        void relayInOwnWords(InetSocketAddress to) {
            String name = question().getName().toString().toLowerCase();
            Record same =
                    Record.newRecord(Name.fromConstantString(name), question().getType(), DClass.IN);
            relay(Message.newQuery(same).toWire(), new InetSocketAddress(datagrams.getLocalAddress(), 0), to);
        }

        private void relay(byte[] relayed, InetSocketAddress own, InetSocketAddress to) {
            daemon(() -> {
                        try (DatagramSocket socket = new DatagramSocket(own)) {
                            socket.setSoTimeout(10_000);
                            socket.send(new DatagramPacket(relayed, relayed.length, to));
                            DatagramPacket response = new DatagramPacket(new byte[4096], 4096);
                            socket.receive(response);
                            send(Arrays.copyOf(response.getData(), response.getLength()));
                        } catch (IOException e) {
                            // No response: none is handed back.
                        }
                    })
                    .start();
        }

        /** Sends it from another port than the query went to. */
        void sendFromElsewhere(byte[] message) {
            try (DatagramSocket other =
                    new DatagramSocket(new InetSocketAddress(address().getAddress(), 0))) {
                other.send(new DatagramPacket(message, message.length, from));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void later(long millis, Runnable work) {
            later.schedule(work, millis, TimeUnit.MILLISECONDS);
        }

        /** Ends the TCP connection. */
        void hangUp() {
            TestUpstream.close(connection);
        }

        /** Ends the TCP connection with a reset. */
        void reset() {
            try {
                connection.setSoLinger(true, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            hangUp();
        }
    }

    static InetAddress ip(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
