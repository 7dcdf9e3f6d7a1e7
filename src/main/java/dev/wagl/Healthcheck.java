package dev.wagl;

import dev.wagl.dns.EdnsOption;
import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.transport.BindAddress;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The container's health check: asks the running server for the zone's SOA over UDP, and if need be once more over TCP, which
 * has no rate limit: whoever forges our address must not get us killed. Unhealthy means killed, so only a server
 * that says nothing, or that never saw the Swarm, is; one that serves old data is not.
 */
final class Healthcheck {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int ID = 0;
    private static final short UDP_SIZE = 1232;

    private final InetSocketAddress server;
    private final Name domain;
    private final Duration patience;

    Healthcheck(BindAddress bind, Name domain) {
        this(new InetSocketAddress(reachable(bind.address()), bind.port()), domain, PATIENCE);
    }

    /** @param patience how long a response is waited for, over UDP and then over TCP */
    Healthcheck(InetSocketAddress server, Name domain, Duration patience) {
        this.server = server;
        this.domain = domain;
        this.patience = patience;
    }

    /** The address itself; of a wildcard, the loopback. */
    private static InetAddress reachable(InetAddress bound) {
        return bound == null || bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    }

    /** @param reason one line: what was heard, or that nothing was */
    record Result(boolean healthy, String reason) {}

    Result run() {
        String asked = server.getAddress().getHostAddress() + " port " + server.getPort();
        ByteBuffer query = query();
        try {
            ByteBuffer response = askOverUdp(query);
            if (response == null) {
                response = askOverTcp(query);
            }
            return response != null
                    ? judge(asked, response)
                    : new Result(
                            false,
                            "no response from " + asked + " within " + GoDuration.format(patience.multipliedBy(2)));
        } catch (PortUnreachableException e) {
            return new Result(false, "nothing listens on " + asked);
        } catch (IOException e) {
            return new Result(false, "cannot ask " + asked + ": " + e.getMessage());
        }
    }

    private ByteBuffer askOverUdp(ByteBuffer query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.send(new DatagramPacket(query.array(), query.limit()));
            return receive(socket, query);
        }
    }

    /** The response; null if none came in time, or the connection was closed instead. */
    private ByteBuffer askOverTcp(ByteBuffer query) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(2 + query.limit())
                            .putShort((short) query.limit())
                            .put(query.array())
                            .array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            ByteBuffer response = ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort()));
            return answers(response, query) ? response : null;
        } catch (SocketTimeoutException | EOFException | SocketException e) {
            return null;
        }
    }

    private ByteBuffer query() {
        ByteBuffer query = ByteBuffer.allocate(Header.LENGTH + domain.length() + 4 + 11);
        query.putShort(ID, (short) System.nanoTime());
        query.putShort(Header.QDCOUNT, (short) 1);
        query.putShort(Header.ARCOUNT, (short) 1);
        query.position(Header.LENGTH);
        query.put(domain.toWire()).putShort((short) RecordType.SOA).putShort((short) RecordClass.IN);
        query.put((byte) 0)
                .putShort((short) RecordType.OPT)
                .putShort(UDP_SIZE)
                .putInt(0)
                .putShort((short) 0);
        return query.flip();
    }

    /** The response to the query; null if none came in time. What comes besides is passed over. */
    private ByteBuffer receive(DatagramSocket socket, ByteBuffer query) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        byte[] message = new byte[UDP_SIZE];
        while (true) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return null;
            }
            socket.setSoTimeout((int) left);
            DatagramPacket packet = new DatagramPacket(message, message.length);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                return null;
            }
            ByteBuffer response =
                    ByteBuffer.wrap(message, 0, packet.getLength()).slice();
            if (answers(response, query)) {
                return response;
            }
        }
    }

    private static boolean answers(ByteBuffer response, ByteBuffer query) {
        return response.limit() >= Header.LENGTH
                && response.getShort(ID) == query.getShort(ID)
                && (response.getShort(Header.FLAGS) & Header.QR) != 0;
    }

    private Result judge(String asked, ByteBuffer response) {
        int rcode = response.getShort(Header.FLAGS) & Header.RCODE_MASK;
        String notReady = rcode == Rcode.SERVFAIL ? notReady(response) : null;
        if (notReady != null) {
            return new Result(false, asked + " is not ready" + (notReady.isEmpty() ? "" : ": " + notReady));
        }
        return new Result(true, asked + " answers for " + domain + " with " + Rcode.mnemonic(rcode));
    }

    /** What the server says about not being ready; null if it does not say that it is not. */
    private static String notReady(ByteBuffer response) {
        try {
            response.position(Header.LENGTH);
            for (int question = 0; question < response.getShort(Header.QDCOUNT); question++) {
                skipName(response);
                response.getInt();
            }
            int records = response.getShort(Header.ANCOUNT)
                    + response.getShort(Header.NSCOUNT)
                    + response.getShort(Header.ARCOUNT);
            for (int at = 0; at < records; at++) {
                skipName(response);
                short type = response.getShort();
                response.position(response.position() + 6);
                ByteBuffer rdata = take(response);
                String text = type == RecordType.OPT ? notReadyOption(rdata) : null;
                if (text != null) {
                    return text;
                }
            }
            return null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String notReadyOption(ByteBuffer options) {
        while (options.hasRemaining()) {
            short code = options.getShort();
            ByteBuffer data = take(options);
            if (code == EdnsOption.EXTENDED_ERROR && data.getShort() == ExtendedError.NOT_READY) {
                return StandardCharsets.UTF_8.decode(data).toString().replaceAll("\\p{Cntrl}", "?");
            }
        }
        return null;
    }

    private static void skipName(ByteBuffer message) {
        int length = message.get() & 0xFF;
        while (length != 0) {
            if (length >= 0xC0) {
                message.get();
                return;
            }
            message.position(message.position() + length);
            length = message.get() & 0xFF;
        }
    }

    /** What a length of two octets announces, taken out of the message. */
    private static ByteBuffer take(ByteBuffer message) {
        int length = message.getShort() & 0xFFFF;
        ByteBuffer taken = message.slice(message.position(), Math.min(length, message.remaining()));
        message.position(message.position() + length);
        return taken;
    }
}
