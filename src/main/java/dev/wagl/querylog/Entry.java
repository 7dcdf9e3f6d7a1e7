package dev.wagl.querylog;

import dev.wagl.dns.Header;
import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;

/** One line of the log, put down as octets and numbers. */
final class Entry {

    /** No name of use is longer, but each octet of one may take four characters. */
    private static final int LONGEST_NAME = 255;

    private static final String NOTHING = "-";

    /** The beginning of the response: header and question. */
    private final byte[] head = new byte[Header.LENGTH + Labels.MAX_NAME + 4];

    private int nameLength;
    private boolean edns;
    private boolean dnssecOk;
    private int udpSize;
    private int rcode;
    private int responseSize;
    private InetAddress client;
    private int port;
    private int querySize;
    private long nanos;

    /** Takes down the response that the processor has just made. Part of the hot path. */
    void set(QueryProcessor processor, InetAddress client, int port, int querySize, long nanos) {
        QueryDecoder query = processor.query();
        System.arraycopy(processor.response(), 0, head, 0, query.questionEnd());
        nameLength = query.nameLength();
        edns = query.edns();
        dnssecOk = query.dnssecOk();
        udpSize = query.udpSize();
        rcode = processor.rcode();
        responseSize = processor.responseLength();
        this.client = client;
        this.port = port;
        this.querySize = querySize;
        this.nanos = nanos;
    }

    /**
     * CoreDNS' {@code {remote}:{port} - {>id} "{type} {class} {name} {proto} {size} {>do} {>bufsize}" {rcode} {>rflags} {rsize}
     * {duration}}. Where the question was not understood there is no type, no class and the root's name, as there.
     */
    String line(Transport transport) {
        StringBuilder line = new StringBuilder(160);
        appendClient(line);
        line.append(" - ").append(Octets.u16(head, 0)).append(" \"");
        appendQuestion(line);
        line.append(transport.name().toLowerCase(Locale.ROOT)).append(' ').append(querySize);
        line.append(' ').append(dnssecOk).append(' ').append(offered(transport)).append("\" ");
        line.append(Rcode.mnemonic(rcode)).append(' ');
        line.append(String.join(",", Header.flags(head)))
                .append(' ')
                .append(responseSize)
                .append(' ');
        appendSeconds(line);
        return line.toString();
    }

    private void appendClient(StringBuilder line) {
        String address = RdataText.of(client);
        if (client instanceof Inet6Address) {
            line.append('[').append(address).append(']');
        } else {
            line.append(address);
        }
        line.append(':').append(port);
    }

    private void appendQuestion(StringBuilder line) {
        if (nameLength == 0) {
            line.append(NOTHING).append(' ').append(NOTHING).append(" . ");
            return;
        }
        int behind = Header.LENGTH + nameLength;
        String name = Name.copyOf(head, Header.LENGTH, nameLength).toString();
        line.append(RecordType.mnemonic(Octets.u16(head, behind))).append(' ');
        line.append(RecordClass.mnemonic(Octets.u16(head, behind + 2))).append(' ');
        int end = cut(name);
        line.append(name, 0, end).append(end < name.length() ? "... " : " ");
    }

    /** Where the name is cut: not within an escape, which is one of a character or of three digits (RFC 1035 5.1). */
    private static int cut(String name) {
        int end = 0;
        while (end < name.length()) {
            boolean escape = name.charAt(end) == '\\';
            int next = end + (!escape ? 1 : Character.isDigit(name.charAt(end + 1)) ? 4 : 2);
            if (next > LONGEST_NAME) {
                break;
            }
            end = next;
        }
        return end;
    }

    /** What the client takes, as CoreDNS counts it. */
    private int offered(Transport transport) {
        if (transport == Transport.TCP) {
            return ResponseEncoder.TCP_SIZE;
        }
        return edns ? Math.max(udpSize, ResponseEncoder.UDP_SIZE_WITHOUT_EDNS) : ResponseEncoder.UDP_SIZE_WITHOUT_EDNS;
    }

    /** With all nine digits, so that what is below a millisecond reads easily. */
    private void appendSeconds(StringBuilder line) {
        long fraction = 1_000_000_000 + nanos % 1_000_000_000;
        line.append(nanos / 1_000_000_000)
                .append('.')
                .append(Long.toString(fraction), 1, 10)
                .append('s');
    }
}
