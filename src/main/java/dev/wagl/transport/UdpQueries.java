package dev.wagl.transport;

import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Datagrams in, datagrams out: the hot path of one socket. The responder belongs to the event loop and serves
 * all its sockets.
 *
 * <p>One datagram of {@value #SAMPLE}, of a batch at most one, is timed from its arrival to the batch's sending.
 */
final class UdpQueries {

    private static final int SAMPLE = 8;

    private final Responder responder;
    private final BindAddress bind;
    private final Predicate<InetAddress> ours;
    private final DatagramBatch batch;
    private final Executor eventLoop;

    private int untilTimed = SAMPLE;

    /** 0: none of this batch is timed. */
    private long timedSince;

    /**
     * @param bind what to listen for, its port the real one
     * @param ours tells the addresses that this server has itself
     * @param batch of the socket
     */
    UdpQueries(
            Responder responder,
            BindAddress bind,
            Predicate<InetAddress> ours,
            DatagramBatch batch,
            Executor eventLoop) {
        this.responder = responder;
        this.bind = bind;
        this.ours = ours;
        this.batch = batch;
        this.eventLoop = eventLoop;
    }

    /**
     * Reads a batch and answers it. On the event loop. What goes wrong says nothing about the others: a response that could not
     * be sent (no route, a firewall) is told to the responder, and the socket stays open.
     */
    void answer() {
        try {
            int count = batch.receive();
            if (count > 0) {
                responder.tick(System.nanoTime());
                for (int i = 0; i < count; i++) {
                    answerOrDrop(i);
                }
                send();
            }
        } catch (Exception | Error e) {
            responder.failed(bind, e);
        }
        if (timedSince != 0) {
            responder.counters().duration(System.nanoTime() - timedSince);
            timedSince = 0;
        }
    }

    private void answerOrDrop(int i) {
        try {
            QueryCounters.Drop reason = reasonToDrop(i);
            if (reason == null) {
                answer(i);
            } else {
                responder.counters().dropped(reason);
            }
        } catch (Exception | Error e) {
            responder.failed(bind, e);
        }
    }

    /** Nobody listens at port 0, and what comes from our own address and port was never sent by a client. */
    private QueryCounters.Drop reasonToDrop(int i) {
        int port = batch.senderPort(i);
        if (port == 0 || port == bind.port() && ours.test(batch.sender(i))) {
            return QueryCounters.Drop.SOURCE;
        }
        return bind.serves(batch.sender(i)) ? null : QueryCounters.Drop.FAMILY;
    }

    private void answer(int i) {
        if (timedSince == 0 && --untilTimed <= 0) {
            untilTimed = SAMPLE;
            timedSince = System.nanoTime();
        }
        InetAddress client = batch.sender(i);
        int length = batch.read(i, responder.request());
        Verdict verdict = responder.respond(length, client);
        if (verdict == Verdict.FORWARD) {
            verdict = await(new InetSocketAddress(client, batch.senderPort(i)), length);
        }
        if (verdict == Verdict.RESPOND) {
            batch.respond(i, responder.response(), responder.responseLength());
            responder.responded(client, batch.senderPort(i));
        }
    }

    private Verdict await(InetSocketAddress client, int length) {
        return responder.await(length, client.getAddress(), eventLoop, verdict -> {
            if (verdict == Verdict.RESPOND) {
                sendLate(client);
            }
        });
    }

    private void sendLate(InetSocketAddress client) {
        try {
            if (batch.sendLate(responder.response(), responder.responseLength(), client)) {
                responder.responded(client.getAddress(), client.getPort());
            } else {
                lost(1);
            }
        } catch (IOException e) {
            responder.failed(bind, e);
        }
    }

    private void send() {
        try {
            batch.send();
        } catch (IOException e) {
            responder.failed(bind, e);
        }
        lost(batch.lost());
    }

    private void lost(int responses) {
        for (int i = 0; i < responses; i++) {
            responder.counters().dropped(QueryCounters.Drop.SEND_QUEUE);
        }
    }
}
