package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Rcode;
import io.netty.channel.ChannelException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Arrays;

/**
 * One question to one upstream: over UDP, and over TCP where that is not enough. On the forwarding loop.
 *
 * <p>What is not the response to this query changes nothing and the wait goes on, whatever it is and however often it comes: an odd packet that
 * ended it would be a cheap way to keep a name from being resolved. But much of it is a sign of forgers, and then TCP is asked as well,
 * which they have no part in.
 */
final class Try {

    /** Messages that are not the response, until TCP is asked. */
    private static final int MISMATCHES = 8;

    private final ForwardingLoop loop;
    private final Inquiry inquiry;
    private final UpstreamServer server;

    /** Whether it goes on when the inquiry is over, to see how the upstream does. */
    private final boolean beside;

    private final long begun = System.nanoTime();
    private boolean edns;
    private boolean ednsRefused;
    private boolean mixedCase;
    private byte[] query;
    private DatagramExchange datagrams;
    private StreamExchange stream;
    private boolean truncated;
    private boolean caseChanged;
    private int mismatches;
    private boolean distrusted;
    private ScheduledFuture<?> timeout;
    private boolean over;

    Try(ForwardingLoop loop, Inquiry inquiry, UpstreamServer server, boolean beside) {
        this.loop = loop;
        this.inquiry = inquiry;
        this.server = server;
        this.beside = beside;
        this.edns = server.edns(begun);
        this.mixedCase = server.mixedCase(begun);
    }

    /** @param nanos the most it may take */
    void begin(long nanos) {
        server.health().sent(begun);
        timeout = loop.afterNanos(nanos, this::timedOut);
        ask();
    }

    UpstreamServer server() {
        return server;
    }

    boolean isBeside() {
        return beside;
    }

    /** Whether a query has the very letters that were sent to the upstream, some of them capitals. */
    boolean hasLettersOf(byte[] other, Name name) {
        int end = Header.LENGTH + name.length();
        if (query == null || !mixedCase || other.length < end) {
            return false;
        }
        boolean capitals = false;
        for (int at = Header.LENGTH; at < end; at++) {
            capitals |= query[at] >= 'A' && query[at] <= 'Z';
        }
        return capitals && Arrays.equals(query, Header.LENGTH, end, other, Header.LENGTH, end);
    }

    private void ask() {
        if (server.upstream().tls()) {
            askStream();
        } else {
            askDatagram();
        }
    }

    private void askDatagram() {
        query = loop.encoder().encode(inquiry.question(), loop.random().nextInt(1 << 16), mixedCase, edns);
        byte[] sent = query;
        datagrams = new DatagramExchange(loop, server.upstream().address(), sent, new DatagramExchange.Listener() {
            @Override
            public void received(byte[] message, int length) {
                receiveDatagram(message, length, sent);
            }

            @Override
            public void unreachable(Throwable cause) {
                if (!over && stream == null) {
                    noWay(cause);
                }
            }
        });
    }

    private void askStream() {
        if (over || stream != null) {
            return;
        }
        stream = new StreamExchange(inquiry.question(), edns, new StreamExchange.Listener() {
            @Override
            public void received(byte[] message, byte[] sent) {
                receiveStream(message, sent);
            }

            @Override
            public void unreachable(Throwable cause) {
                streamFailed(cause);
            }
        });
        server.stream().ask(stream);
    }

    private void receiveDatagram(byte[] message, int length, byte[] sent) {
        if (over) {
            return;
        }
        switch (loop.reader().read(message, length, sent, inquiry.question(), System.nanoTime())) {
            case MISMATCH -> {
                if (++mismatches >= MISMATCHES) {
                    distrustDatagrams();
                }
            }
            case CASE_MISMATCH -> {
                if (!caseChanged) {
                    caseChanged = true;
                    server.changedCase(false, System.nanoTime());
                    askStream();
                }
            }
            case MALFORMED -> distrustDatagrams();
            case TRUNCATED -> {
                truncated = true;
                datagrams.close();
                prolong();
                askStream();
            }
            case SERVER_FAILURE -> fail(loop.reader().rcode());
            case REPLY -> {
                if (mixedCase) {
                    server.keptCase();
                }
                reply(loop.reader().reply());
            }
        }
    }

    /** Once: where TCP is refused, each further odd datagram would be worth a connection. */
    private void distrustDatagrams() {
        if (!distrusted) {
            distrusted = true;
            askStream();
        }
    }

    private void receiveStream(byte[] message, byte[] sent) {
        if (over) {
            return;
        }
        switch (loop.reader().read(message, message.length, sent, inquiry.question(), System.nanoTime())) {
            case SERVER_FAILURE -> fail(loop.reader().rcode());
            case REPLY -> reply(loop.reader().reply());
            default -> fail(Rcode.FORMERR);
        }
    }

    /** Who has been told to come back over TCP has already waited. */
    private void prolong() {
        if (timeout.cancel(false)) {
            timeout = loop.afterNanos(inquiry.mostForOneTry(), this::timedOut);
        }
    }

    private void streamFailed(Throwable cause) {
        stream = null;
        if (over) {
            return;
        }
        if (server.upstream().tls() || isLackOfSockets(cause) && (truncated || caseChanged)) {
            noWay(cause);
        } else if (caseChanged && mixedCase && !truncated) {
            server.changedCase(true, System.nanoTime());
            mixedCase = false;
            datagrams.close();
            askDatagram();
        } else if (truncated) {
            fail(Rcode.SERVFAIL);
        }
    }

    private void fail(int rcode) {
        boolean ednsMayBeWhy = rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP || rcode == Rcode.BADVERS;
        if (edns && ednsMayBeWhy) {
            askWithoutEdns();
            return;
        }
        end();
        long now = System.nanoTime();
        long latency = now - begun;
        server.health().answered(now, latency, true);
        server.counters().answered(rcode, latency);
        server.tellChange(null);
        inquiry.failed(this, Failure.ERROR);
    }

    private void askWithoutEdns() {
        edns = false;
        ednsRefused = true;
        if (datagrams != null) {
            datagrams.close();
        }
        if (stream != null) {
            stream.cancel();
            stream = null;
            askStream();
        } else {
            ask();
        }
    }

    private void reply(Reply reply) {
        end();
        long now = System.nanoTime();
        if (ednsRefused) {
            server.withoutEdns(now);
        }
        long latency = now - begun;
        server.health().answered(now, latency, false);
        server.counters().answered(reply.rcode(), latency);
        server.tellChange(null);
        inquiry.replied(this, reply);
    }

    private void timedOut() {
        if (!over) {
            end();
            server.health().timedOut(System.nanoTime());
            server.counters().timedOut();
            server.tellChange(null);
            inquiry.failed(this, Failure.SILENCE);
        }
    }

    private void noWay(Throwable cause) {
        end();
        if (isLackOfSockets(cause)) {
            server.health().notSent();
            server.counters().noSocket();
            inquiry.failed(this, Failure.NO_SOCKET);
            return;
        }
        server.health().unreachable();
        server.counters().unreachable();
        server.tellChange(cause);
        inquiry.failed(this, Failure.UNREACHABLE);
    }

    /** The system has given none, for want of file descriptors: that says nothing about the upstream. */
    private static boolean isLackOfSockets(Throwable cause) {
        return cause instanceof ChannelException;
    }

    /** Another upstream was faster. */
    void overtaken() {
        if (!over) {
            end();
            long now = System.nanoTime();
            server.health().overtaken(now, now - begun);
            server.counters().overtaken();
        }
    }

    /** The upstream asks us, and so would wait for itself. */
    void leadsBack() {
        if (!over) {
            end();
            inquiry.failed(this, Failure.LOOP);
        }
    }

    private void end() {
        over = true;
        timeout.cancel(false);
        if (datagrams != null) {
            datagrams.close();
        }
        if (stream != null) {
            stream.cancel();
        }
    }
}
