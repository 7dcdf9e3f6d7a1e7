package dev.wagl.real;

import dev.wagl.real.History.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks one replica for the addresses of all names in turn, over UDP, and notes what comes of each question. */
final class Questions implements AutoCloseable {

    /** Without a response by then, there is none: nothing is lost on the way, a process may wait for the processor. */
    private static final long TIMEOUT = Duration.ofSeconds(2).toNanos();

    /** Who is not asked for the next step for so long stood still, and maybe the whole machine with it: that time does not count. */
    private static final long STILL = Duration.ofMillis(250).toNanos();

    private final Machine replica;
    private final InetSocketAddress server;
    private final List<String> names;
    private final History history;
    private final DatagramChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);
    private final Map<Integer, Asked> open = new HashMap<>();
    private int next;
    private long lastStep = System.nanoTime();

    /** @param until when it is given up */
    private record Asked(String name, long sent, long until) {}

    Questions(Machine replica, List<String> names, History history) {
        this.replica = replica;
        this.server = new InetSocketAddress(replica.address(), 53);
        this.names = names;
        this.history = history;
        try {
            this.channel = DatagramChannel.open();
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what has come, then asks for the next name. */
    void step() {
        awake();
        try {
            receive();
            ask();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        giveUp();
    }

    private void awake() {
        long now = System.nanoTime();
        long still = now - lastStep;
        lastStep = now;
        if (still > STILL) {
            open.replaceAll((id, asked) -> new Asked(asked.name(), asked.sent(), asked.until() + still));
        }
    }

    private void ask() throws IOException {
        String name = names.get(next++ % names.size());
        int id = next & 0xffff;
        Message query = Message.newQuery(Record.newRecord(absolute(name), Type.A, DClass.IN));
        query.getHeader().setID(id);
        long now = System.nanoTime();
        open.put(id, new Asked(name, now, now + TIMEOUT));
        channel.send(ByteBuffer.wrap(query.toWire()), server);
    }

    private static Name absolute(String name) throws TextParseException {
        return Name.fromString(name + ".swarm.");
    }

    private void receive() throws IOException {
        while (channel.receive(buffer.clear()) != null) {
            long received = System.nanoTime();
            byte[] octets = new byte[buffer.flip().remaining()];
            buffer.get(octets);
            Message response = new Message(octets);
            Asked asked = open.remove(response.getHeader().getID());
            if (asked != null) {
                Set<String> addresses = new TreeSet<>();
                response.getSection(Section.ANSWER).forEach(record -> addresses.add(record.rdataToString()));
                note(asked, received, Rcode.string(response.getRcode()), addresses);
            }
        }
    }

    private void giveUp() {
        long now = System.nanoTime();
        Iterator<Asked> waiting = open.values().iterator();
        while (waiting.hasNext()) {
            Asked asked = waiting.next();
            if (asked.until() - now < 0) {
                waiting.remove();
                note(asked, now, History.TIMEOUT, Set.of());
            }
        }
    }

    private void note(Asked asked, long received, String status, Set<String> addresses) {
        history.add(new Answer(asked.sent(), received, replica.name(), asked.name(), status, addresses));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
