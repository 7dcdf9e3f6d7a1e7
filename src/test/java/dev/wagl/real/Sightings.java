package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A client that asks for some names over UDP every 20 ms, all of them at once, and remembers when which record came and went. The
 * times are those at which the response was there, on the wall clock, with which the engine stamps its reports.
 */
final class Sightings implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(20);

    /** A response that comes later counts as none. */
    private static final int PATIENCE_MILLIS = 1_000;

    private static final int UDP_SIZE = 1232;

    /** Some of the time in which a record was answered: up to a response without it, or null while there is none. */
    record Stay(Instant from, Instant to) {}

    private final DatagramSocket socket;
    private final List<byte[]> queries = new ArrayList<>();
    private final Map<String, List<Stay>> stays = new HashMap<>();
    private final List<Set<String>> last = new ArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "sightings"));
    private final ScheduledFuture<?> loop;
    private byte round;
    private volatile int asked;
    private volatile int lost;

    /** @param questions name and type, such as {@code web.swarm. A} */
    Sightings(InetSocketAddress server, List<String> questions) {
        try {
            socket = new DatagramSocket();
            socket.connect(server);
            socket.setSoTimeout(PATIENCE_MILLIS);
            for (String question : questions) {
                queries.add(query(question.split(" ")));
                last.add(Set.of());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        loop = timer.scheduleWithFixedDelay(this::ask, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static byte[] query(String[] question) throws IOException {
        Message query =
                Message.newQuery(Record.newRecord(Name.fromString(question[0]), Type.value(question[1]), DClass.IN));
        query.addRecord(new OPTRecord(UDP_SIZE, 0, 0), Section.ADDITIONAL);
        return query.toWire();
    }

    private void ask() {
        try {
            round++;
            for (int i = 0; i < queries.size(); i++) {
                byte[] query = queries.get(i);
                // Its place and the round: what was given up on is told from what is waited for.
                query[0] = (byte) i;
                query[1] = round;
                socket.send(new DatagramPacket(query, query.length));
            }
            receive();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void receive() throws IOException {
        byte[] buffer = new byte[UDP_SIZE];
        int missing = queries.size();
        try {
            while (missing > 0) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Instant now = Instant.now();
                if (buffer[1] == round) {
                    missing--;
                    note(buffer[0], new Message(buffer), now);
                }
            }
        } catch (SocketTimeoutException late) {
            lost += missing;
        }
        asked += queries.size();
    }

    private void note(int query, Message response, Instant now) {
        if (response.getHeader().getFlag(Flags.TC)) {
            throw new IllegalStateException("does not fit: " + response);
        }
        Set<String> records = new HashSet<>();
        for (Record record : response.getSection(Section.ANSWER)) {
            records.add(record.getName() + " " + record.rdataToString());
        }
        synchronized (stays) {
            for (String record : records) {
                if (!last.get(query).contains(record)) {
                    stays.computeIfAbsent(record, name -> new ArrayList<>()).add(new Stay(now, null));
                }
            }
            for (String record : last.get(query)) {
                if (!records.contains(record)) {
                    List<Stay> its = stays.get(record);
                    its.set(its.size() - 1, new Stay(its.get(its.size() - 1).from(), now));
                }
            }
        }
        last.set(query, records);
    }

    /** When a record, as {@code owner rdata}, was answered. */
    List<Stay> stays(String record) {
        requireAlive();
        synchronized (stays) {
            return List.copyOf(stays.getOrDefault(record, List.of()));
        }
    }

    /** How many queries were sent. */
    int asked() {
        requireAlive();
        return asked;
    }

    /** How many of them have had no response. */
    int lost() {
        requireAlive();
        return lost;
    }

    private void requireAlive() {
        if (loop.isDone() && !loop.isCancelled()) {
            try {
                loop.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        loop.cancel(false);
        timer.shutdown();
        socket.close();
    }
}
