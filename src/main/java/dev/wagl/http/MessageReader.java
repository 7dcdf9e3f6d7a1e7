package dev.wagl.http;

import dev.wagl.dns.EdnsOption;
import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Pointer;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import dev.wagl.http.MessageView.ExtendedErrorView;
import dev.wagl.http.MessageView.QuestionView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a response of our own: its names end within it, its pointers lead back, and of RDATA only that of SOA has one. */
final class MessageReader {

    /** Type, class, TTL and RDLENGTH, behind the owner (RFC 1035 4.1.3). */
    private static final int FIXED_PART = 10;

    private final byte[] message;
    private int at = Header.LENGTH;
    private int extendedRcode;
    private ExtendedErrorView extendedError;

    private MessageReader(byte[] message) {
        this.message = message;
    }

    static boolean isTruncated(byte[] message) {
        return (Octets.u16(message, Header.FLAGS) & Header.TC) != 0;
    }

    /** @param transport in words */
    static MessageView read(byte[] message, String transport) {
        return new MessageReader(message).read(transport);
    }

    private MessageView read(String transport) {
        QuestionView question = new QuestionView(name().toString(), RecordType.mnemonic(Octets.u16(message, at)));
        at += 4;
        List<RecordView> answer = records(Octets.u16(message, Header.ANCOUNT));
        List<RecordView> authority = records(Octets.u16(message, Header.NSCOUNT));
        List<RecordView> additional = records(Octets.u16(message, Header.ARCOUNT));
        int rcode = extendedRcode << 4 | Octets.u16(message, Header.FLAGS) & Header.RCODE_MASK;
        return new MessageView(
                Rcode.mnemonic(rcode),
                Header.flags(message),
                transport,
                message.length,
                question,
                extendedError,
                answer,
                authority,
                additional);
    }

    private List<RecordView> records(int count) {
        List<RecordView> records = new ArrayList<>(count);
        for (int record = 0; record < count; record++) {
            Name owner = name();
            int type = Octets.u16(message, at);
            long ttl = Octets.u32(message, at + 4);
            int end = at + FIXED_PART + Octets.u16(message, at + 8);
            if (type == RecordType.OPT) {
                readOptions(end);
            } else {
                at += FIXED_PART;
                byte[] rdata = type == RecordType.SOA ? soa(end) : Arrays.copyOfRange(message, at, end);
                records.add(
                        new RecordView(owner.toString(), RecordType.mnemonic(type), ttl, RdataText.of(type, rdata)));
            }
            at = end;
        }
        return records;
    }

    /** Without the pointer to its owner that a special name's has. */
    private byte[] soa(int end) {
        ByteArrayOutputStream rdata = new ByteArrayOutputStream();
        rdata.writeBytes(name().toWire());
        rdata.writeBytes(name().toWire());
        rdata.write(message, at, end - at);
        return rdata.toByteArray();
    }

    /** OPT is no record of anything; of what it says, the upper bits of the RCODE and the extended error are told. */
    private void readOptions(int end) {
        extendedRcode = message[at + 4] & 0xFF;
        for (int option = at + FIXED_PART; option < end; option += 4 + Octets.u16(message, option + 2)) {
            if (Octets.u16(message, option) == EdnsOption.EXTENDED_ERROR) {
                int length = Octets.u16(message, option + 2);
                extendedError = new ExtendedErrorView(
                        Octets.u16(message, option + 4),
                        new String(message, option + 6, length - 2, StandardCharsets.UTF_8));
            }
        }
    }

    private Name name() {
        byte[] name = new byte[255];
        int length = 0;
        int from = at;
        int behind = -1;
        while (message[from] != 0) {
            int label = message[from] & 0xFF;
            if (label >= 0xC0) {
                behind = behind < 0 ? from + 2 : behind;
                from = Octets.u16(message, from) & Pointer.MAX_OFFSET;
            } else {
                System.arraycopy(message, from, name, length, label + 1);
                length += label + 1;
                from += label + 1;
            }
        }
        at = behind < 0 ? from + 1 : behind;
        return Name.copyOf(name, 0, length + 1);
    }
}
