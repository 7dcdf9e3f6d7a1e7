package dev.wagl.real;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A response, taken apart by dnsjava.
 *
 * @param fields what is compared of it
 */
record PeerReply(Map<Field, String> fields, Shape shape) {

    private static final byte[] FLAGS = {Flags.QR, Flags.AA, Flags.TC, Flags.RD, Flags.RA, Flags.AD, Flags.CD};

    private static final int DO = 0x8000;

    /** What is compared. The order of records does not count, nor the case of the names in them (RFC 4343 3). */
    enum Field {
        /** With its upper bits, from the OPT record. */
        RCODE,
        /** With the opcode. */
        FLAGS,
        /** Whether it is that of the query, octet for octet. */
        QUESTION,
        ANSWER,
        /** Its SOA records, and no others: what else stands there is each server's own choice. */
        AUTHORITY_SOA,
        /** Whether there is an OPT record; its version and flags. */
        EDNS
    }

    /**
     * A response without the names in it.
     *
     * @param answers how many records the answer section has
     * @param answerTypes their types, each once
     * @param octets of the whole message
     */
    record Shape(
            String rcode, boolean truncated, boolean dnssecOk, int answers, List<Integer> answerTypes, int octets) {}

    static PeerReply of(PeerQuery query, byte[] wire) throws IOException {
        Message message = new Message(wire);
        List<Record> answer = message.getSection(Section.ANSWER);
        String rcode = Rcode.string(message.getRcode());
        Map<Field, String> fields = new EnumMap<>(Field.class);
        fields.put(Field.RCODE, rcode);
        fields.put(Field.FLAGS, flags(message));
        fields.put(Field.QUESTION, question(query, message, wire));
        fields.put(Field.ANSWER, text(answer));
        fields.put(
                Field.AUTHORITY_SOA,
                text(message.getSection(Section.AUTHORITY).stream()
                        .filter(record -> record.getType() == Type.SOA)
                        .toList()));
        fields.put(Field.EDNS, edns(message.getOPT()));
        boolean truncated = message.getHeader().getFlag(Flags.TC);
        boolean dnssecOk = message.getOPT() != null && (message.getOPT().getFlags() & DO) != 0;
        List<Integer> types = answer.stream().map(Record::getType).distinct().toList();
        return new PeerReply(fields, new Shape(rcode, truncated, dnssecOk, answer.size(), types, wire.length));
    }

    private static String flags(Message message) {
        StringBuilder flags =
                new StringBuilder(Opcode.string(message.getHeader().getOpcode()));
        for (byte flag : FLAGS) {
            flags.append(message.getHeader().getFlag(flag) ? " " + Flags.string(flag) : "");
        }
        return flags.toString();
    }

    private static String question(PeerQuery query, Message message, byte[] wire) {
        int end = query.questionEnd();
        int count = message.getHeader().getCount(Section.QUESTION);
        boolean echoed = count == 1 && wire.length >= end && Arrays.equals(wire, 12, end, query.toWire(0), 12, end);
        return echoed ? "echoed" : count + ", not echoed";
    }

    /** One line for each record, with how often it is there. */
    private static String text(List<Record> section) {
        Map<String, Integer> lines = new TreeMap<>();
        section.forEach(record -> lines.merge(record.toString().toLowerCase(Locale.ROOT), 1, Integer::sum));
        return lines.toString();
    }

    private static String edns(OPTRecord opt) {
        return opt == null ? "none" : "version " + opt.getVersion() + String.format(" flags %04x", opt.getFlags());
    }

    @Override
    public String toString() {
        return fields + " in " + shape.octets() + " octets";
    }
}
