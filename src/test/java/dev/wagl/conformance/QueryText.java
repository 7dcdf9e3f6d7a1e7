package dev.wagl.conformance;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.Transport;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A query written as on dig's command line:
 *
 * <pre>
 * api.swarm. SRV                    (class IN, RD, over UDP, without EDNS)
 * version.bind. CH TXT +tcp         (classes IN, CH, HS, ANY, CLASS4711)
 * api.swarm. TYPE65280 +norec +cd   (also +ad +aa +tc +ra +z +qr)
 * api.swarm. A +edns                (size 1232; +edns=VERSION, +bufsize=SIZE, +do, +ednsflags=HEX)
 * api.swarm. A +nsid +opt=65001:00  (EDNS options, by number and octets)
 * api.swarm. A +opcode=4 +id=4711
 * api.swarm. A +an=HEX +ns=HEX +ar=HEX        (one more record in that section; ar: before the OPT record)
 * api.swarm. A @4=0002 +tail=A5 +cut=17       (octets written over, added, cut off, in this order)
 * </pre>
 *
 * @param text as it was written
 * @param edns whether an OPT record was written, by an option other than +ar
 */
public record QueryText(String text, byte[] wire, Transport transport, boolean edns) {

    /** The id of a query that names none. */
    static final int ID = 12_345;

    private static final List<String> FLAGS =
            List.of("+qr", "", "", "", "", "+aa", "+tc", "+rd", "+ra", "+z", "+ad", "+cd");

    public static QueryText parse(String text) {
        String[] words = text.strip().split("\\s+");
        int type = 1;
        int recordClass = recordClass(words[1]);
        if (recordClass >= 0) {
            type++;
        }
        Writer writer = new Writer(
                Name.parse(words[0]), words[0], recordClass >= 0 ? recordClass : 1, RecordType.parse(words[type]));
        for (String option : Arrays.asList(words).subList(type + 1, words.length)) {
            writer.option(option);
        }
        return new QueryText(text.strip(), writer.wire(), writer.transport, writer.edns);
    }

    private static int recordClass(String word) {
        return switch (word) {
            case "IN" -> 1;
            case "CH" -> 3;
            case "HS" -> 4;
            // As a type it stands last and alone: "swarm. ANY".
            default -> word.startsWith("CLASS") ? Integer.parseInt(word.substring(5)) : -1;
        };
    }

    /** Takes the options one by one and writes them down in the order of the message. */
    private static final class Writer {

        private final byte[] question;
        private int id = ID;
        private int flags = Header.RD;
        private final StringBuilder[] sections = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
        private final int[] counts = new int[3];
        private boolean edns;
        private int version;
        private int size = 1232;
        private int ednsFlags;
        private final StringBuilder options = new StringBuilder();
        private final StringBuilder over = new StringBuilder();
        private String tail = "";
        private int cut = Integer.MAX_VALUE;
        private Transport transport = Transport.UDP;

        Writer(Name name, String asWritten, int recordClass, int type) {
            if (type < 0) {
                throw new IllegalArgumentException("no type behind " + asWritten);
            }
            question = new byte[name.length() + 4];
            name.write(question, 0);
            keepCase(asWritten);
            Octets.putU16(question, name.length(), type);
            Octets.putU16(question, name.length() + 2, recordClass);
        }

        /** A name is owned in lower case; without escapes, the text's letters lie one octet farther on. */
        private void keepCase(String asWritten) {
            if (!asWritten.contains("\\") && asWritten.length() > 1) {
                for (int i = 0; i < asWritten.length(); i++) {
                    if (Character.isUpperCase(asWritten.charAt(i))) {
                        question[1 + i] = (byte) asWritten.charAt(i);
                    }
                }
            }
        }

        void option(String option) {
            String[] parts = option.split("=", 2);
            String value = parts.length > 1 ? parts[1] : "";
            if (option.startsWith("@")) {
                over.append(option.substring(1)).append(' ');
                return;
            }
            int flag = FLAGS.indexOf(parts[0]);
            if (flag >= 0) {
                flags |= 0x8000 >> flag;
                return;
            }
            switch (parts[0]) {
                case "+tcp" -> transport = Transport.TCP;
                case "+norec" -> flags &= ~Header.RD;
                case "+opcode" -> flags |= Integer.parseInt(value) << 11;
                case "+id" -> id = Integer.parseInt(value);
                case "+edns" -> version = value.isEmpty() ? 0 : Integer.parseInt(value);
                case "+bufsize" -> size = Integer.parseInt(value);
                case "+do" -> ednsFlags |= 0x8000;
                case "+ednsflags" -> ednsFlags |= Integer.parseInt(value, 16);
                case "+nsid" -> options.append("00030000");
                case "+opt" -> ednsOption(value.split(":"));
                case "+an" -> record(0, value);
                case "+ns" -> record(1, value);
                case "+ar" -> record(2, value);
                case "+tail" -> tail = value;
                case "+cut" -> cut = Integer.parseInt(value);
                default -> throw new IllegalArgumentException("unknown: " + option);
            }
            edns |= List.of("+edns", "+bufsize", "+do", "+ednsflags", "+nsid", "+opt")
                    .contains(parts[0]);
        }

        private void ednsOption(String[] codeAndData) {
            String data = codeAndData.length > 1 ? codeAndData[1] : "";
            options.append(String.format("%04x%04x", Integer.parseInt(codeAndData[0]), data.length() / 2))
                    .append(data);
        }

        private void record(int section, String hex) {
            sections[section].append(hex);
            counts[section]++;
        }

        byte[] wire() {
            if (edns) {
                record(
                        2,
                        String.format("000029%04x00%02x%04x%04x", size, version, ednsFlags, options.length() / 2)
                                + options);
            }
            String head = String.format("%04x%04x0001%04x%04x%04x", id, flags, counts[0], counts[1], counts[2]);
            HexFormat hex = HexFormat.of();
            byte[] wire = hex.parseHex(head + hex.formatHex(question) + sections[0] + sections[1] + sections[2] + tail);
            for (String patch : over.toString().split(" ")) {
                if (!patch.isEmpty()) {
                    byte[] octets = hex.parseHex(patch.substring(patch.indexOf('=') + 1));
                    System.arraycopy(
                            octets, 0, wire, Integer.parseInt(patch.substring(0, patch.indexOf('='))), octets.length);
                }
            }
            return Arrays.copyOf(wire, Math.min(cut, wire.length));
        }
    }
}
