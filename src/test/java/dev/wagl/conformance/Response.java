package dev.wagl.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What came back, decoded by dnsjava, to be held against one line that says what it should be:
 *
 * <pre>
 * NOERROR aa                                        (the flags beside QR and RD; AA, TC, RA, AD and CD are known)
 * NOERROR aa; an api.swarm. 5 A 10.0.0.1            (an, ns, ar: a record of that section, in any order)
 * NOERROR aa tc; an *29                             (so many records)
 * NXDOMAIN aa; soa                                  (the SOA of the zone in the authority section; soa OWNER)
 * REFUSED; ede 20 outside the zone; nsid node-1     (EDNS options; opt NUMBER HEX)
 * FORMERR noquestion noopt                          (the question not echoed; no OPT record though one was written)
 * FORMERR opt                                       (an OPT record though none was written but as octets)
 * drop
 * </pre>
 *
 * What is not written is not there. An OPT record is expected exactly if the query was written with one.
 *
 * @param wire its octets; empty if there was none
 * @param message null if there was none
 */
public record Response(QueryText query, byte[] wire, Message message) {

    private static final String SOA = "1 IN SOA ns.swarm. hostmaster.swarm. 1000 3600 600 86400 1";
    private static final String DROPPED = ";; no response\n";
    private static final List<String> SECTIONS = List.of("qd", "an", "ns", "ar");
    private static final int[] FLAGS = {Flags.AA, Flags.TC, Flags.RA, Flags.AD, Flags.CD};

    /** What came back for a query, under a second opinion. */
    public static Response to(QueryText query, byte[] wire) {
        return new Response(
                query, wire, wire.length == 0 ? null : SecondOpinion.of(query.wire(), wire, query.transport()));
    }

    /** Fails, with both as dig would show them, unless it is what the line says. */
    public Response is(String line) {
        Expectation expected = new Expectation(line);
        assertThat(text(expected.counted)).as(query.text()).isEqualTo(expected.text());
        return this;
    }

    /** The records of a section, without the OPT record, as text. */
    public List<String> section(int section) {
        List<String> lines = new ArrayList<>();
        for (Record record : message.getSection(section)) {
            if (record.getType() != Type.OPT) {
                lines.add(line(record));
            }
        }
        return lines;
    }

    public List<String> answers() {
        return section(Section.ANSWER);
    }

    public List<String> additionals() {
        return section(Section.ADDITIONAL);
    }

    public boolean truncated() {
        return message.getHeader().getFlag(Flags.TC);
    }

    /**
     * As dig would show it, but sorted: the same for two responses to one query that begin with different records. So of
     * the additional section, and with TC of the others, it shows only how many.
     */
    public String text() {
        boolean cut = message != null && truncated();
        return text(new boolean[] {cut, cut, cut, true});
    }

    private static String line(Record record) {
        return record.getName() + " " + record.getTTL() + " " + DClass.string(record.getDClass()) + " "
                + Type.string(record.getType()) + " " + record.rdataToString();
    }

    private String text(boolean[] counted) {
        if (message == null) {
            return DROPPED;
        }
        StringBuilder text =
                new StringBuilder(";; " + Opcode.string(message.getHeader().getOpcode()) + ", "
                        + Rcode.string(message.getRcode()) + ", flags: qr");
        if (message.getHeader().getFlag(Flags.RD)) {
            text.append(" rd");
        }
        for (int flag : FLAGS) {
            if (message.getHeader().getFlag(flag)) {
                text.append(' ').append(Flags.string(flag));
            }
        }
        text.append("\n;; question: ").append(message.getQuestion() == null ? "none\n" : "as it was asked\n");
        edns(text);
        for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
            List<String> lines = section(section);
            append(text, section, counted[section] ? List.of(lines.size() + " records") : lines);
        }
        return text.toString();
    }

    private void edns(StringBuilder text) {
        OPTRecord opt = message.getOPT();
        if (opt == null) {
            return;
        }
        text.append(";; EDNS");
        for (EDNSOption option : opt.getOptions()) {
            text.append("; ").append(option(option));
        }
        text.append('\n');
    }

    private static String option(EDNSOption option) {
        if (option instanceof ExtendedErrorCodeOption error) {
            return "ede " + error.getErrorCode() + (error.getText() == null ? "" : " " + error.getText());
        }
        byte[] wire = option.toWire();
        String hex = HexFormat.of().formatHex(wire, 4, wire.length);
        return option.getCode() == EDNSOption.Code.NSID
                ? "nsid " + new String(wire, 4, wire.length - 4, StandardCharsets.UTF_8)
                : "opt " + option.getCode() + " " + hex;
    }

    private static void append(StringBuilder text, int section, List<String> records) {
        if (!records.isEmpty() && !records.equals(List.of("0 records"))) {
            text.append(";; ").append(Section.longString(section)).append(":\n");
            records.stream().sorted().forEach(record -> text.append(record).append('\n'));
        }
    }

    /** The line, taken apart. */
    private final class Expectation {

        private final String[] head;
        private final List<String> options = new ArrayList<>();
        private final List<List<String>> records =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        private final boolean[] counted = new boolean[SECTIONS.size()];

        Expectation(String line) {
            String[] items = line.strip().split(";\\s+(?=(an|ns|ar|soa|ede|nsid|opt)\\b)");
            head = items[0].split("\\s+");
            for (int i = 1; i < items.length; i++) {
                item(items[i].strip());
            }
        }

        private void item(String item) {
            String[] parts = item.split("\\s+", 2);
            int section = SECTIONS.indexOf(parts[0]);
            if (parts[0].equals("soa")) {
                records.get(Section.AUTHORITY).add((parts.length > 1 ? parts[1] : "swarm.") + " " + SOA);
            } else if (section > 0 && parts[1].startsWith("*")) {
                counted[section] = true;
                records.get(section).add(parts[1].substring(1) + " records");
            } else if (section > 0) {
                records.get(section).add(canonical(parts[1]));
            } else if (List.of("ede", "nsid", "opt").contains(parts[0])) {
                options.add(item);
            } else {
                throw new IllegalArgumentException(item);
            }
        }

        /** As dnsjava writes it: so one address has one text. */
        private String canonical(String record) {
            String[] words = record.split("\\s+");
            int type = DClass.value(words[2]) < 0 ? 2 : 3;
            int recordClass = type == 2 ? DClass.IN : DClass.value(words[2]);
            String rdata = record.split("\\s+", type + 2)[type + 1];
            try {
                return line(Record.fromString(
                        new Name(words[0]),
                        Type.value(words[type]),
                        recordClass,
                        Long.parseLong(words[1]),
                        rdata,
                        Name.root));
            } catch (IOException e) {
                throw new IllegalArgumentException(record, e);
            }
        }

        String text() {
            List<String> flags = new ArrayList<>(List.of(head));
            String rcode = flags.remove(0);
            if (rcode.equals("drop")) {
                return DROPPED;
            }
            boolean noQuestion = flags.remove("noquestion");
            boolean opt = flags.remove("opt") | query.edns() & !flags.remove("noopt");
            byte[] asked = query.wire();
            StringBuilder text =
                    new StringBuilder(";; " + Opcode.string(Header.opcode(asked)) + ", " + rcode + ", flags: qr");
            if ((asked[2] & 1) != 0) {
                text.append(" rd");
            }
            flags.forEach(flag -> text.append(' ').append(flag));
            text.append("\n;; question: ").append(noQuestion ? "none\n" : "as it was asked\n");
            if (opt) {
                text.append(";; EDNS");
                options.forEach(option -> text.append("; ").append(option));
                text.append('\n');
            }
            for (int section = Section.ANSWER; section <= Section.ADDITIONAL; section++) {
                Collections.sort(records.get(section));
                append(text, section, records.get(section));
            }
            return text.toString();
        }
    }
}
