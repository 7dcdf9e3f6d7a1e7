package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server in this process, which the machines of the tests reach: every name below {@code corp.example} has one address. */
final class LocalUpstream implements AutoCloseable {

    static final String ADDRESS = Machines.SUBNET + "254";

    /** What its names have. */
    static final String ANSWER = "192.0.2.77";

    private final DatagramSocket socket;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private LocalUpstream(DatagramSocket socket) {
        this.socket = socket;
    }

    /** Starts it at port 53 of the bridge that the machines share, of which there has to be one already. */
    static LocalUpstream start() {
        try {
            LocalUpstream upstream = new LocalUpstream(new DatagramSocket(new InetSocketAddress(ADDRESS, 53)));
            Thread thread = new Thread(upstream::serve, "upstream");
            thread.setDaemon(true);
            thread.start();
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names it was asked for, in lower case. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        try {
            while (true) {
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                byte[] response = response(query).toWire();
                socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private Message response(Message query) throws IOException {
        Record question = query.getQuestion();
        String name = question.getName().toString().toLowerCase(Locale.ROOT);
        asked.add(name);
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.RD);
        response.getHeader().setFlag(Flags.RA);
        response.addRecord(question, Section.QUESTION);
        if (!name.endsWith(".corp.example.")) {
            response.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (question.getType() == Type.A) {
            InetAddress address = InetAddress.getByName(ANSWER);
            response.addRecord(new ARecord(question.getName(), DClass.IN, 60, address), Section.ANSWER);
        }
        return response;
    }

    @Override
    public void close() {
        socket.close();
    }
}
