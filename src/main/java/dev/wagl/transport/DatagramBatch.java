package dev.wagl.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

/** Datagrams that one socket has received together, and the responses to them, which it sends together. */
interface DatagramBatch {

    /** Longer queries are cut, and so malformed; the longest real one (cookies, padding) is under 600 octets. */
    int LONGEST_QUERY = 2048;

    /** At most so many datagrams: the first of them waits for its response until the last has been answered. */
    int MOST = 64;

    /** @return how many have come, at most {@link #MOST}; what was received before is forgotten */
    int receive() throws IOException;

    /** @param i-th datagram that came; of it {@link #LONGEST_QUERY} octets at most. @return its length */
    int read(int i, byte[] query);

    InetAddress sender(int i);

    int senderPort(int i);

    /** Puts a response behind those that are to be sent, to the sender of a datagram; at most one to each. */
    void respond(int i, byte[] response, int length);

    /**
     * Sends the responses.
     *
     * @throws IOException why one could not be sent (no route, a firewall); all others have been
     */
    void send() throws IOException;

    /** How many responses the last {@link #send} lost, since the socket was full: their clients ask again. */
    int lost();

    /**
     * Sends one response by itself, later than those of its batch.
     *
     * @return whether the socket has taken it
     */
    boolean sendLate(byte[] response, int length, InetSocketAddress to) throws IOException;

    /** Makes the batches of an event loop's sockets. */
    interface Memory {
        DatagramBatch of(DatagramChannel channel);
    }

    /** @return the best there is here: by the kernel's calls for many datagrams, else one by one */
    static Memory memory() {
        return KernelCalls.find().<Memory>map(KernelBatch.Memory::new).orElse(ChannelBatch::new);
    }
}
