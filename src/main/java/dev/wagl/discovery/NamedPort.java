package dev.wagl.discovery;

import dev.wagl.swarm.PublishedPort.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An element of {@code dns.port}: {@code name:target/protocol}.
 *
 * @param name null without one
 * @param target the port inside the container
 */
record NamedPort(String name, int target, Protocol protocol) {

    static final Comparator<NamedPort> ORDER = Comparator.comparingInt(NamedPort::target)
            .thenComparing(NamedPort::protocol)
            .thenComparing(NamedPort::name, Comparator.nullsFirst(Comparator.naturalOrder()));

    private static final String RIGHT =
            "write target, target/protocol or name:target/protocol, such as http:80/tcp,53/udp";

    // RFC 2782 puts a _ before it
    private static final int LONGEST_NAME = 62;

    boolean is(int otherTarget, Protocol otherProtocol) {
        return target == otherTarget && protocol == otherProtocol;
    }

    /** The elements, in the order they are written, each once. */
    static List<NamedPort> parse(String value) throws Unpublishable {
        List<NamedPort> ports = new ArrayList<>();
        for (String element : value.split(",", -1)) {
            NamedPort port = parseOne(element.strip(), value);
            if (!ports.contains(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static NamedPort parseOne(String element, String value) throws Unpublishable {
        int colon = element.indexOf(':');
        int slash = element.indexOf('/', colon + 1);
        String name = colon < 0 ? null : LegalNames.lower(name(element.substring(0, colon), value));
        String target = element.substring(colon + 1, slash < 0 ? element.length() : slash);
        Protocol protocol = slash < 0 ? Protocol.TCP : protocolOf(element.substring(slash + 1), value);
        int number = Numbers.parse(target, 65_535);
        if (number < 1) {
            throw bad(value, "has \"" + shown(target) + "\" where a port from 1 to 65535 belongs");
        }
        return new NamedPort(name, number, protocol);
    }

    private static String name(String name, String value) throws Unpublishable {
        String problem = problem(name);
        if (problem != null) {
            throw bad(value, "has a port name that " + problem);
        }
        return name;
    }

    /** Whether a port can be called so. */
    static boolean isName(String name) {
        return problem(name) == null;
    }

    private static String problem(String name) {
        String problem = LegalNames.problem(name);
        if (problem != null) {
            return problem;
        }
        if (name.indexOf('.') >= 0) {
            return "has a dot in it";
        }
        if (name.length() > LONGEST_NAME) {
            return "is longer than " + LONGEST_NAME + " octets";
        }
        // RFC 6335 5.1; and "8080:80" is more likely meant as Docker's published:target
        return name.chars().allMatch(c -> c >= '0' && c <= '9') ? "has no letter in it" : null;
    }

    private static Protocol protocolOf(String word, String value) throws Unpublishable {
        return switch (LegalNames.lower(word)) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            case "sctp" -> Protocol.SCTP;
            default -> throw bad(value, "has the protocol \"" + shown(word) + "\", which is none of tcp, udp, sctp");
        };
    }

    private static String shown(String part) {
        String written = Unpublishable.written("", part);
        return written.substring(2, written.length() - 1);
    }

    private static Unpublishable bad(String value, String wrong) {
        return new Unpublishable(
                Reason.BAD_PORT, Unpublishable.written(ServiceLabels.PORT, value) + " " + wrong + "; " + RIGHT);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return (name == null ? "" : name + ":") + target + "/" + LegalNames.lower(protocol.name());
    }
}
