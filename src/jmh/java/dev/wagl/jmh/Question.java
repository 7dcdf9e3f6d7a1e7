package dev.wagl.jmh;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;

/** The kinds of query that are measured, each asked of every service in turn. */
public enum Question {
    A("svc%d.load.swarm.", RecordType.A),
    A_MIXED_CASE("svc%d.load.swarm.", RecordType.A),
    SRV("_svc%d._tcp.load.swarm.", RecordType.SRV),
    NODATA("svc%d.load.swarm.", RecordType.AAAA),
    NXDOMAIN("nothing%d.load.swarm.", RecordType.A);

    private static final int UDP_SIZE = 1232;

    private final String owner;
    private final int type;

    Question(String owner, int type) {
        this.owner = owner;
        this.type = type;
    }

    /** One query for each service. */
    byte[][] queries(boolean edns) {
        byte[][] queries = new byte[Cluster.SERVICES][];
        for (int service = 0; service < queries.length; service++) {
            queries[service] = query(service, edns);
        }
        return queries;
    }

    private byte[] query(int service, boolean edns) {
        Name name = Name.parse(String.format(owner, service));
        int end = Header.LENGTH + name.length() + 4;
        byte[] query = new byte[end + (edns ? 11 : 0)];
        Octets.putU16(query, 0, service);
        Octets.putU16(query, Header.FLAGS, Header.RD);
        Octets.putU16(query, Header.QDCOUNT, 1);
        name.write(query, Header.LENGTH);
        if (this == A_MIXED_CASE) {
            raiseEverySecondLetter(query, end - 4);
        }
        Octets.putU16(query, end - 4, type);
        Octets.putU16(query, end - 2, RecordClass.IN);
        if (edns) {
            Octets.putU16(query, Header.ARCOUNT, 1);
            Octets.putU16(query, end + 1, RecordType.OPT);
            Octets.putU16(query, end + 3, UDP_SIZE);
        }
        return query;
    }

    private static void raiseEverySecondLetter(byte[] query, int end) {
        for (int at = Header.LENGTH; at < end; at += 2) {
            query[at] = (byte) Character.toUpperCase(query[at]);
        }
    }
}
