package dev.wagl.transport;

import dev.wagl.dns.ResponseEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.jboss.logging.Logger;

/**
 * As many datagrams as wait, received by one system call and answered by another. Between the two nothing is allocated.
 *
 * <p>What the calls take are arrays of {@code struct mmsghdr} (recvmmsg(2)), one entry for each datagram, here as 64-bit Linux
 * has it:
 *
 * <pre>
 *    0  msg_name        where the address of the other end is: a sockaddr_in or sockaddr_in6
 *    8  msg_namelen     its length; in: the room there is
 *   16  msg_iov         where the iovec is: the address and the length of the payload
 *   24  msg_iovlen      1
 *   32  msg_control     none
 *   48  msg_flags
 *   56  msg_len         octets received or sent
 * </pre>
 */
final class KernelBatch implements DatagramBatch {

    private static final Logger LOG = Logger.getLogger(KernelBatch.class);

    private static final int MESSAGE = 64;
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTORS = 24;
    private static final int LENGTH = 56;

    private static final int IOVEC = 16;
    private static final int IOVEC_LENGTH = 8;

    /** Of errno, the same on all Linux that {@link KernelCalls} knows. */
    private static final int EAGAIN = 11;

    private static final int EINTR = 4;

    private static final int EMSGSIZE = 90;

    /** One event loop's: its calls, and what they read and write. */
    static final class Memory implements DatagramBatch.Memory {

        private final KernelCalls calls;
        private final SenderTable senders = new SenderTable();
        private final Messages queries;
        private final Messages responses;

        Memory(KernelCalls calls) {
            this.calls = calls;
            this.queries = new Messages(LONGEST_QUERY);
            this.responses = new Messages(ResponseEncoder.UDP_SIZE);
        }

        @Override
        public DatagramBatch of(DatagramChannel channel) {
            try {
                return new KernelBatch(this, channel, KernelCalls.descriptor(channel));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** {@link #MOST} messages: their headers, the vectors of their payloads, their addresses, their payloads. */
    private static final class Messages {

        final ByteBuffer memory;
        final long address;
        private final int vectors = MOST * MESSAGE;
        private final int names = vectors + MOST * IOVEC;
        private final int payloads = names + MOST * SenderTable.NAME_SIZE;
        private final int longest;
        private int filled;

        Messages(int longest) {
            this.longest = longest;
            memory = ByteBuffer.allocateDirect(payloads + MOST * longest).order(ByteOrder.nativeOrder());
            address = KernelCalls.address(memory);
            for (int i = 0; i < MOST; i++) {
                memory.putLong(i * MESSAGE, address + name(i));
                memory.putLong(i * MESSAGE + VECTOR, address + vectors + i * IOVEC);
                memory.putLong(i * MESSAGE + VECTORS, 1);
                memory.putLong(vectors + i * IOVEC, address + payload(i));
                memory.putLong(vectors + i * IOVEC + IOVEC_LENGTH, longest);
            }
            filled = MOST;
            empty();
        }

        /** Makes room for any address again, where the kernel has put the length of another. */
        void empty() {
            for (int i = 0; i < filled; i++) {
                memory.putInt(i * MESSAGE + NAME_LENGTH, SenderTable.NAME_SIZE);
            }
            filled = 0;
        }

        int length(int i) {
            return memory.getInt(i * MESSAGE + LENGTH);
        }

        int name(int i) {
            return names + i * SenderTable.NAME_SIZE;
        }

        int payload(int i) {
            return payloads + i * longest;
        }

        /** Has a message go to where another came from. */
        void put(int i, Messages from, int other, byte[] payload, int length) {
            assert length <= longest;
            memory.putLong(i * MESSAGE, from.address + from.name(other));
            memory.putInt(i * MESSAGE + NAME_LENGTH, from.memory.getInt(other * MESSAGE + NAME_LENGTH));
            memory.put(payload(i), payload, 0, length);
            memory.putLong(vectors + i * IOVEC + IOVEC_LENGTH, length);
        }
    }

    private final KernelCalls calls;
    private final SenderTable senders;
    private final Messages queries;
    private final Messages responses;
    private final DatagramChannel channel;
    private final int descriptor;
    private final SocketOption<Boolean> inOnePiece;
    private boolean fragments = true;
    private int toSend;
    private int lost;

    private KernelBatch(Memory memory, DatagramChannel channel, int descriptor) {
        this.channel = channel;
        this.calls = memory.calls;
        this.senders = memory.senders;
        this.queries = memory.queries;
        this.responses = memory.responses;
        this.descriptor = descriptor;
        this.inOnePiece = inOnePiece(channel);
        fragment(false);
    }

    @Override
    public int receive() throws IOException {
        toSend = 0;
        // Also what another socket of this event loop has left there.
        queries.empty();
        int result = calls.receive(descriptor, queries.address, MOST);
        if (result >= 0) {
            queries.filled = result;
            return result;
        }
        if (result != -EAGAIN && result != -EINTR) {
            throw new IOException("recvmmsg: errno " + -result);
        }
        return 0;
    }

    @Override
    public int read(int i, byte[] query) {
        int length = Math.min(queries.length(i), query.length);
        queries.memory.get(queries.payload(i), query, 0, length);
        return length;
    }

    @Override
    public InetAddress sender(int i) {
        return senders.address(queries.memory, queries.name(i));
    }

    @Override
    public int senderPort(int i) {
        return SenderTable.port(queries.memory, queries.name(i));
    }

    @Override
    public void respond(int i, byte[] response, int length) {
        responses.put(toSend++, queries, i, response, length);
    }

    @Override
    public void send() throws IOException {
        int error = 0;
        int sent = 0;
        lost = 0;
        while (sent < toSend) {
            int result = calls.send(descriptor, responses.address + (long) sent * MESSAGE, toSend - sent);
            if (result > 0) {
                sent += result;
            } else if (result == -EAGAIN) {
                lost = toSend - sent;
                sent = toSend;
            } else if (result == -EMSGSIZE && !fragments) {
                fragment(true);
            } else if (result != -EINTR) {
                error = -result;
                sent++;
            }
        }
        toSend = 0;
        fragment(false);
        if (error != 0) {
            throw new IOException("sendmmsg: errno " + error);
        }
    }

    @Override
    public int lost() {
        return lost;
    }

    @Override
    public boolean sendLate(byte[] response, int length, InetSocketAddress to) throws IOException {
        try {
            return channel.send(ByteBuffer.wrap(response, 0, length), to) != 0;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException perhapsTooLong) {
            fragment(true);
            try {
                return channel.send(ByteBuffer.wrap(response, 0, length), to) != 0;
            } finally {
                fragment(false);
            }
        }
    }

    /**
     * Whether responses may come in fragments. None should (RFC 9715 R2), the longest are short enough for any ordinary path, and an
     * IPv4 packet that is never one of many costs the kernel no identification. Where a path is too narrow for one, fragments are
     * better than no response: those of that moment, since anyone can pretend that a path is narrow.
     */
    private void fragment(boolean allowed) {
        if (allowed == fragments || inOnePiece == null) {
            return;
        }
        // Also where that fails: what is asked for once more will fail once more.
        fragments = allowed;
        try {
            channel.setOption(inOnePiece, !allowed);
        } catch (IOException e) {
            LOG.debugf("%s of %s: %s", inOnePiece, channel, e);
        }
    }

    /** An option of the JDK's, not of Java's; null where there is none. */
    @SuppressWarnings("unchecked")
    private static SocketOption<Boolean> inOnePiece(DatagramChannel channel) {
        return (SocketOption<Boolean>) channel.supportedOptions().stream()
                .filter(option -> option.name().equals("IP_DONTFRAGMENT") && option.type() == Boolean.class)
                .findAny()
                .orElse(null);
    }
}
