package dev.wagl.transport;

import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.fuzz.Invariant;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/**
 * Fuzz target: any octets in any pieces to {@link TcpConnection}, and what else happens to a connection meanwhile. The input is
 * a sequence of steps, see {@link Step}. Each query is answered once, in its order, whatever the pieces, until the first message that is none;
 * then this connection ends and no other. Nothing that it has held is held in the end.
 */
public final class TcpFramingFuzz {

    /** The octets that begin a step; any other octet n sends the n + 1 that follow it in one piece. */
    private static final class Step {
        static final int GIVE_WAY = 245;
        static final int SEND_MANY = 246;
        static final int SHUT_WINDOW = 247;
        static final int OPEN_WINDOW = 248;
        static final int FINISH = 249;
        static final int EXPIRE = 250;
        static final int LEAVE = 251;
        static final int ACCOUNT = 252;
        static final int RESET = 253;
        static final int SEND_ALL = 254;
    }

    private static final TcpLimits LIMITS = new TcpLimits(100, 100, Duration.ofSeconds(10));
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final CurrentZone ZONE = zone();
    private static final Responder RESPONDER = new Responder(processor(), 65_535);
    private static final QueryProcessor EXPECTED = processor();

    private final byte[] steps;
    private final EmbeddedSocket client = new EmbeddedSocket();
    private final TcpCounters counters = new TcpCounters(Set.of());
    private final TcpConnection connection = new TcpConnection(
            client.socket(),
            new InetSocketAddress(CLIENT, 1),
            RESPONDER,
            LIMITS,
            new TcpTable(LIMITS, counters),
            counters);

    /** All that was sent, in one. */
    private final byte[] stream;

    private int streamed;
    private boolean finished;

    /** Whether something happened that may end the connection before all is answered. */
    private boolean cut;

    private boolean closed;

    private TcpFramingFuzz(byte[] steps) {
        this.steps = steps;
        stream = new byte[steps.length];
    }

    private static QueryProcessor processor() {
        return new QueryProcessor(ZONE, Transport.TCP, "node-1", "2.0", 42);
    }

    /** With an answer of 40 kB, so that few queries fill the client's window. */
    private static CurrentZone zone() {
        CurrentZone zone = new CurrentZone(Name.parse("swarm."));
        var builder = Zone.builder(zone.apex(), 1, 1);
        try {
            for (int i = 0; i < 2_500; i++) {
                InetAddress address = InetAddress.getByAddress(new byte[] {10, 1, (byte) (i >> 8), (byte) i});
                builder.address(Name.parse("large.swarm."), 1, address, 1);
                if (i < 3) {
                    builder.address(Name.parse("api.swarm."), 1, address, 1);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        zone.publish(builder.build());
        return zone;
    }

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        new TcpFramingFuzz(input).run();
    }

    private void run() {
        connection.open(() -> closed = true);
        int at = 0;
        while (at < steps.length) {
            at = step(at);
        }
        client.openWindow();
        checkResponses();
        client.close();
        Invariant.hold(closed, "nobody was told that the connection is closed");
        Invariant.equal(counters.held(), 0, "octets held at the end");
        Invariant.equal(client.unreleased(), 0, "octets not released");
        client.checkException();
    }

    /** Returns where the next step begins. */
    private int step(int at) {
        int step = steps[at] & 0xFF;
        int from = at + 1;
        switch (step) {
            case Step.SHUT_WINDOW -> client.shutWindow();
            case Step.OPEN_WINDOW -> client.openWindow();
            case Step.FINISH -> {
                finished = true;
                client.finishSending();
            }
            case Step.EXPIRE, Step.LEAVE, Step.ACCOUNT, Step.RESET, Step.GIVE_WAY -> {
                // The server forgets a connection that is closed.
                if (!closed) {
                    interfere(step);
                }
            }
            case Step.SEND_ALL -> {
                return send(from, steps.length);
            }
            case Step.SEND_MANY -> {
                int length = from + 1 < steps.length ? (steps[from] & 0xFF) << 8 | steps[from + 1] & 0xFF : 0;
                return send(Math.min(steps.length, from + 2), from + 2 + length);
            }
            default -> {
                return send(from, from + step + 1);
            }
        }
        return from;
    }

    private void interfere(int step) {
        switch (step) {
            case Step.EXPIRE -> {
                cut = true;
                connection.expire();
            }
            case Step.LEAVE -> {
                cut = true;
                connection.leave(Duration.ofMillis(100));
            }
            case Step.RESET -> {
                cut = true;
                client.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
                client.close();
            }
            case Step.GIVE_WAY -> {
                cut = true;
                connection.giveWay();
            }
            default -> connection.account();
        }
        client.runPendingTasks();
    }

    /** What is sent while nothing is read waits in the kernel; here it is not sent. */
    private int send(int from, int to) {
        int end = Math.min(to, steps.length);
        if (client.isRead() && !finished && end > from) {
            System.arraycopy(steps, from, stream, streamed, end - from);
            streamed += end - from;
            client.send(steps, from, end);
        }
        return end;
    }

    /** The stream is cut into messages here by itself; what an own processor says to each is what must have come. */
    private void checkResponses() {
        byte[] taken = client.taken();
        int out = 0;
        int in = 0;
        boolean ends = finished;
        while (in + 2 <= streamed) {
            int length = u16(stream, in);
            if (length >= 12 && in + 2 + length > streamed) {
                break;
            }
            byte[] query = length < 12 ? new byte[0] : Arrays.copyOfRange(stream, in + 2, in + 2 + length);
            if (EXPECTED.process(query, query.length, CLIENT) == Verdict.DROP) {
                ends = true;
                break;
            }
            if (out == taken.length && cut) {
                return;
            }
            out = checkResponse(taken, out, query);
            in += 2 + length;
        }
        Invariant.equal(taken.length, out, "octets sent to the client");
        if (!cut) {
            boolean ended = !client.isOpen() || client.isOutputShutdown();
            Invariant.hold(ended == ends, ended ? "it ended without a reason" : "it should have ended");
        }
    }

    private static int checkResponse(byte[] taken, int at, byte[] query) {
        Invariant.hold(at + 2 <= taken.length, "a query is not answered");
        int length = u16(taken, at);
        Invariant.equal(length, EXPECTED.responseLength(), "the response's length");
        Invariant.hold(at + 2 + length <= taken.length, "a response is cut");
        Invariant.hold(
                taken[at + 2] == query[0] && taken[at + 3] == query[1], "the response to another query stands here");
        // Rotation changes the order of records only, all of one length: up to the first of them all is as expected.
        for (int octet = 2; octet < 12; octet++) {
            Invariant.equal(taken[at + 2 + octet], EXPECTED.response()[octet], "octet " + octet + " of the response");
        }
        return at + 2 + length;
    }

    private static int u16(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
    }
}
