package dev.wagl;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A client with somebody else's codec: dnsjava. */
final class Questions {

    private final int port;

    Questions(int port) {
        this.port = port;
    }

    Answer ask(String name, int type) throws IOException {
        return new Answer(resolver(false).send(query(name, type)));
    }

    Answer askOverTcp(String name, int type) throws IOException {
        return new Answer(resolver(true).send(query(name, type)));
    }

    /** In class CHAOS, where servers tell of themselves. */
    Answer askServer(String name) throws IOException {
        return new Answer(
                resolver(false).send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.TXT, DClass.CH))));
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    }

    private SimpleResolver resolver(boolean tcp) {
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", port));
        resolver.setTCP(tcp);
        resolver.setTimeout(Duration.ofSeconds(20));
        resolver.setEDNS(0);
        return resolver;
    }

    /** What came back. */
    record Answer(Message message) {

        int rcode() {
            return message.getRcode();
        }

        List<String> texts(int section) {
            return message.getSection(section).stream()
                    .map(Record::rdataToString)
                    .toList();
        }

        /** INFO-CODE of the extended error; -1 without one. */
        int extendedError() {
            OPTRecord opt = message.getOPT();
            if (opt != null) {
                for (EDNSOption option : opt.getOptions()) {
                    if (option instanceof ExtendedErrorCodeOption error) {
                        return error.getErrorCode();
                    }
                }
            }
            return -1;
        }
    }
}
