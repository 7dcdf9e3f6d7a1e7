package dev.wagl.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Datagrams without a socket. A batch is as long as a test wants it. */
final class BatchInMemory implements DatagramBatch {

    record Datagram(InetSocketAddress peer, byte[] payload) {}

    private final List<Datagram> received = new ArrayList<>();
    private final List<Datagram> put = new ArrayList<>();
    final List<Datagram> sent = new ArrayList<>();

    /** The datagram whose sender cannot be told. */
    int senderFailsOf = -1;

    /** What the socket takes of each batch. */
    int room = Integer.MAX_VALUE;

    /** Thrown by the next calls, unless null. */
    IOException receiveFails;

    IOException sendFails;

    private int lost;
    private final List<Datagram> waiting = new ArrayList<>();

    void come(InetSocketAddress from, byte[] payload) {
        waiting.add(new Datagram(from, payload));
    }

    @Override
    public int receive() throws IOException {
        if (receiveFails != null) {
            throw receiveFails;
        }
        received.clear();
        put.clear();
        received.addAll(waiting);
        waiting.clear();
        return received.size();
    }

    @Override
    public int read(int i, byte[] query) {
        byte[] payload = received.get(i).payload;
        System.arraycopy(payload, 0, query, 0, payload.length);
        return payload.length;
    }

    @Override
    public InetAddress sender(int i) {
        if (i == senderFailsOf) {
            throw new IllegalStateException("of a test");
        }
        return received.get(i).peer.getAddress();
    }

    @Override
    public int senderPort(int i) {
        return received.get(i).peer.getPort();
    }

    @Override
    public void respond(int i, byte[] response, int length) {
        put.add(new Datagram(received.get(i).peer, Arrays.copyOf(response, length)));
    }

    @Override
    public void send() throws IOException {
        int taken = Math.min(put.size(), room);
        sent.addAll(put.subList(0, taken));
        lost = put.size() - taken;
        if (sendFails != null) {
            throw sendFails;
        }
    }

    @Override
    public int lost() {
        return lost;
    }

    @Override
    public boolean sendLate(byte[] response, int length, InetSocketAddress to) {
        return false;
    }
}
