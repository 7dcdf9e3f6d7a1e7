package dev.wagl.real;

import dev.wagl.zone.ZoneFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.Name;

/** A zone that stands for all external names: every common type, some that nobody knows, names that are odd, answers that are large. */
final class UpstreamZone {

    static final String APEX = "corp.example.";

    /** Of all its records, in seconds. */
    static final int TTL = 3600;

    private static final int HOSTS = 1000;

    /** RFC 6895 3.1: for private use. */
    private static final int UNKNOWN = 65_400;

    /** Type and RDATA in a master file's form; {@code %d} is the host's number. */
    private static final List<Template> TEMPLATES = List.of(
            new Template(1, "A 192.0.2.1"),
            new Template(28, "AAAA 2001:db8::%d"),
            new Template(15, "MX 10 host-%d"),
            new Template(16, "TXT \"host %d\" \"\" \"a \\\"quoted\\\" one; \\200\\000\""),
            new Template(33, "SRV 1 2 8080 host-%d"),
            new Template(12, "PTR host-%d"),
            new Template(2, "A 198.51.100.7"),
            new Template(5, "CNAME ns"),
            new Template(35, "NAPTR 100 10 \"S\" \"SIP+D2U\" \"!^.*$!sip:%d@corp.example!\" _sip._udp"),
            new Template(257, "CAA 0 issue \"ca%d.example\""),
            new Template(44, "SSHFP 4 2 123456789ABCDEF67890123456789ABCDEF67890123456789ABCDEF123456789"),
            new Template(52, "TLSA 3 1 1 0D6FCE3D9A2E1B7F5C4B8A79E6D5C4B3A291807F6E5D4C3B2A19081726354453"),
            new Template(13, "HINFO \"CPU-%d\" \"OS\""),
            new Template(29, "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m"),
            new Template(64, "TYPE64 \\# 3 000100"),
            new Template(65, "HTTPS 1 host-1 alpn=h2,h3 port=8443"),
            new Template(99, "SPF \"v=spf1 -all\""),
            new Template(256, "URI 10 1 \"https://corp.example/%d\""),
            new Template(17, "RP admin.host-%d host-1"),
            new Template(18, "AFSDB 1 host-%d"),
            new Template(36, "KX 10 host-%d"),
            new Template(39, "TXT \"not a DNAME\""),
            new Template(UNKNOWN, "TYPE65400 \\# 5 00FF10C00C"),
            new Template(65_279, "TYPE65279 \\# 0"));

    private record Template(int type, String rdata) {}

    /** What is asked. */
    record Question(Name name, int type) {}

    private UpstreamZone() {}

    static ZoneFile file() {
        StringBuilder text = new StringBuilder("""
                $ORIGIN corp.example.
                $TTL 3600
                @ SOA ns.corp.example. hostmaster.corp.example. 1 7200 3600 1209600 900
                @ NS ns
                ns A 192.0.2.53
                one CNAME two
                two CNAME three
                three CNAME four
                four A 192.0.2.4
                four AAAA 2001:db8::4
                dangling CNAME nobody
                *.wild A 192.0.2.99
                *.wild TXT "whatever"
                a.b.c.empty A 192.0.2.5
                CaSe A 192.0.2.6
                \\000\\.\\255\\032x A 192.0.2.7
                moved DNAME host-1
                """);
        text.append(longest()).append(" A 192.0.2.8\n");
        for (int i = 1; i <= HOSTS; i++) {
            text.append("host-%d %s\n".formatted(i, template(i).rdata().formatted(i)));
        }
        for (int i = 1; i <= 100; i++) {
            text.append("hundred A 203.0.113.%d\n".formatted(i));
            if (i <= 40) {
                text.append("dozens A 203.0.113.%d\n".formatted(i));
            }
            text.append("long TXT \"%d %s\"\n".formatted(i, "x".repeat(200)));
        }
        return new ZoneFile(dev.wagl.dns.Name.parse(APEX), text.toString());
    }

    private static Template template(int host) {
        return TEMPLATES.get(host % TEMPLATES.size());
    }

    /** More than a thousand names: those that exist with their type and with others, those that do not. */
    static List<Question> questions() {
        List<Question> questions = new ArrayList<>();
        for (int i = 1; i <= HOSTS; i++) {
            ask(questions, "host-" + i, template(i).type());
            ask(questions, "host-" + i, i % 2 == 0 ? 16 : 99);
            if (i % 10 == 0) {
                ask(questions, "nobody-" + i, 1);
                ask(
                        questions,
                        ("host-" + i).toUpperCase(Locale.ROOT),
                        template(i).type());
            }
        }
        for (String name : List.of(
                "one",
                "dangling",
                "x.wild",
                "y.x.wild",
                "empty",
                "c.empty",
                "case",
                "\\000\\.\\255\\032x",
                longest(),
                "dozens",
                "hundred",
                "long",
                "a.moved")) {
            for (int type : List.of(1, 28, 16, 5, 6, 2, 65, UNKNOWN)) {
                ask(questions, name, type);
            }
        }
        for (int type : List.of(2, 6, 1, 48)) {
            questions.add(new Question(PeerQuery.name(APEX), type));
        }
        return questions;
    }

    private static void ask(List<Question> questions, String name, int type) {
        questions.add(new Question(PeerQuery.name(name + "." + APEX), type));
    }

    /** With the apex it has the 255 octets that a name may have. */
    private static String longest() {
        return "x".repeat(63) + "." + "y".repeat(63) + "." + "z".repeat(63) + "." + "w".repeat(48);
    }
}
