package dev.wagl.transport;

import dev.wagl.dns.ResponseEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Datagrams received and sent one by one, by Java's own channel: works everywhere, at some objects and two calls each. */
final class ChannelBatch implements DatagramBatch {

    /** Each socket has its own memory here, so they are fewer than {@link #MOST}. */
    private static final int AT_ONCE = 8;

    private final DatagramChannel channel;
    private final ByteBuffer[] queries = buffers(LONGEST_QUERY);
    private final ByteBuffer[] responses = buffers(ResponseEncoder.UDP_SIZE);
    private final InetSocketAddress[] senders = new InetSocketAddress[AT_ONCE];
    private final InetSocketAddress[] recipients = new InetSocketAddress[AT_ONCE];
    private int toSend;
    private int lost;

    ChannelBatch(DatagramChannel channel) {
        this.channel = channel;
    }

    @Override
    public int receive() throws IOException {
        toSend = 0;
        int received = 0;
        while (received < AT_ONCE) {
            InetSocketAddress sender = (InetSocketAddress) channel.receive(queries[received].clear());
            if (sender == null) {
                break;
            }
            senders[received++] = sender;
        }
        return received;
    }

    @Override
    public int read(int i, byte[] to) {
        int length = Math.min(queries[i].position(), to.length);
        queries[i].get(0, to, 0, length);
        return length;
    }

    @Override
    public InetAddress sender(int i) {
        return senders[i].getAddress();
    }

    @Override
    public int senderPort(int i) {
        return senders[i].getPort();
    }

    @Override
    public void respond(int i, byte[] response, int length) {
        recipients[toSend] = senders[i];
        responses[toSend++].clear().put(response, 0, length).flip();
    }

    @Override
    public void send() throws IOException {
        IOException failed = null;
        lost = 0;
        for (int i = 0; i < toSend; i++) {
            try {
                lost += channel.send(responses[i], recipients[i]) == 0 ? 1 : 0;
            } catch (IOException e) {
                failed = e;
            }
        }
        toSend = 0;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public int lost() {
        return lost;
    }

    @Override
    public boolean sendLate(byte[] response, int length, InetSocketAddress to) throws IOException {
        return channel.send(ByteBuffer.wrap(response, 0, length), to) != 0;
    }

    private static ByteBuffer[] buffers(int size) {
        ByteBuffer[] buffers = new ByteBuffer[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            buffers[i] = ByteBuffer.allocate(size);
        }
        return buffers;
    }
}
