package dev.wagl;

import dev.wagl.dns.Name;
import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.IpLiteral;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.querylog.QueryLog;
import dev.wagl.swarm.Source;
import dev.wagl.sync.SyncConfig.OnStale;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the text of a setting to its value. Each throws {@link IllegalArgumentException} with half a sentence: what is wrong
 * with the value, and what would be right.
 */
final class Parsers {

    static final String DEMO = "demo:";

    private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*):(//.*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9_.-]+):(\\d{1,5})/?");

    /** Octets, the root's zero included: leaves room for the 38 of {@code <32 hex digits>.addr} below it, the longest of our own names. */
    private static final int LONGEST_DOMAIN = 217;

    private static final Duration SHORTEST_REFRESH = Duration.ofMillis(100);

    /** Each takes a file descriptor, and when all are taken, the one to go is looked for among them. */
    private static final int MOST_CONNECTIONS = 20_000;

    private static final long SMALLEST_CACHE = 512 << 10;
    private static final long LARGEST_CACHE = 1 << 30;

    private static final Duration SHORTEST_IDLE = Duration.ofSeconds(1);
    private static final Duration LONGEST_IDLE = Duration.ofHours(1);

    private Parsers() {}

    static List<String> endpoints(String text) {
        List<String> endpoints = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            String endpoint = endpoint(item.strip());
            if (!endpoints.contains(endpoint)) {
                endpoints.add(endpoint);
            }
        }
        if (endpoints.contains(DEMO) && endpoints.size() > 1) {
            throw new IllegalArgumentException("mixes the demo cluster with real ones; give demo: alone");
        }
        return endpoints;
    }

    private static String endpoint(String text) {
        if (text.equals(DEMO) || text.equals("demo") || text.equals("demo://")) {
            return DEMO;
        }
        if (text.startsWith("/")) {
            throw new IllegalArgumentException("'" + text + "' has no scheme; did you mean unix://" + text + "?");
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches() || scheme.group(2) == null) {
            return tcp(text, text);
        }
        String rest = scheme.group(2).substring(2);
        return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
            case "tcp" -> tcp(text, rest);
            case "unix" -> unix(text, rest);
            case "http", "https" ->
                throw new IllegalArgumentException("'" + text + "' is an address for a browser; did you mean tcp://"
                        + rest + "? (TLS is spoken where --swarm-cert-path is given)");
            default ->
                throw new IllegalArgumentException("'" + text + "' has a scheme that is not spoken; write"
                        + " unix:///var/run/docker.sock or tcp://10.0.0.11:2375");
        };
    }

    private static String tcp(String text, String hostAndPort) {
        Matcher matcher = HOST_AND_PORT.matcher(hostAndPort);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not host:port; write for example tcp://10.0.0.11:2375, or 2376 with TLS");
        }
        String host = matcher.group(1);
        int port = Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("'" + text + "' has a port that is not from 1 to 65535");
        }
        if (host.startsWith("[") && IpLiteral.parse(host.substring(1, host.length() - 1)) == null) {
            throw new IllegalArgumentException("'" + text + "' has brackets around what is not an IPv6 address");
        }
        return "tcp://" + host + ":" + port;
    }

    private static String unix(String text, String path) {
        if (!path.startsWith("/") || path.length() == 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a path from the root; write for example unix:///var/run/docker.sock");
        }
        return "unix://" + path;
    }

    static Path directory(String text) {
        Path directory;
        try {
            directory = Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path; give the directory with ca.pem, cert.pem and key.pem");
        }
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException((Files.exists(directory) ? "is not a directory" : "does not exist")
                    + "; give the directory with ca.pem, cert.pem and key.pem");
        }
        return directory;
    }

    /** As Go's strconv reads it. */
    static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
        };
    }

    /** Null is {@code auto}. */
    static Source source(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> null;
            case "swarm" -> Source.SWARM;
            case "containers" -> Source.CONTAINERS;
            default -> throw new IllegalArgumentException("is not a source; write auto, swarm or containers");
        };
    }

    static InetAddress hostAddress(String text) {
        InetAddress address = IpLiteral.parse(text);
        if (address == null || address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException(
                    "is not an IP address of a host; write for example 192.0.2.10, the address clients reach it by");
        }
        return address;
    }

    static Name domain(String text) {
        Name domain;
        try {
            domain = Name.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is not a domain name: it " + e.getMessage() + "; write for example swarm.");
        }
        if (domain.isRoot()) {
            throw new IllegalArgumentException("is the root, all the names there are; write for example swarm.");
        }
        if (!text.matches("[A-Za-z0-9_.-]+")) {
            throw new IllegalArgumentException(
                    "is not a domain name of letters, digits, '-' and '_'; write for example swarm.");
        }
        if (domain.length() > LONGEST_DOMAIN) {
            throw new IllegalArgumentException("is " + domain.length() + " octets long, which leaves no room for names"
                    + " below it; at most " + LONGEST_DOMAIN + ", write for example swarm.");
        }
        return domain;
    }

    static int ttl(String text) {
        Duration ttl = GoDuration.parse(text);
        if (ttl.toNanosPart() != 0) {
            throw new IllegalArgumentException(
                    "is not a whole number of seconds, which is all that DNS can say; write 0, 1s," + " 30s or 5m");
        }
        if (ttl.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("is over the 2147483647 s that a TTL can be; write 0, 1s, 30s or 5m");
        }
        return (int) ttl.toSeconds();
    }

    static Duration refresh(String text) {
        Duration refresh = GoDuration.parse(text);
        if (refresh.compareTo(SHORTEST_REFRESH) < 0) {
            throw new IllegalArgumentException("is too short; write 15s, or at least 100ms");
        }
        return refresh;
    }

    static Duration positive(String text) {
        Duration duration = GoDuration.parse(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("must be more than 0; write for example 10s");
        }
        return duration;
    }

    /** Less than half a megabyte holds hardly a name; more than a gigabyte would be a slip of the finger. */
    static long octets(String text) {
        boolean number = text.matches("\\d{1,10}");
        long octets = number ? Long.parseLong(text) : -1;
        if (octets != 0 && (octets < SMALLEST_CACHE || octets > LARGEST_CACHE)) {
            throw new IllegalArgumentException("is not a number of octets, 0 or from " + SMALLEST_CACHE + " to "
                    + LARGEST_CACHE + "; write for example 8388608");
        }
        return octets;
    }

    static int connections(String text) {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "is not a number of connections; write for example 1000, from 1 to " + MOST_CONNECTIONS);
        }
        return Integer.parseInt(text);
    }

    static Duration idle(String text) {
        Duration idle = GoDuration.parse(text);
        if (idle.compareTo(SHORTEST_IDLE) < 0 || idle.compareTo(LONGEST_IDLE) > 0) {
            throw new IllegalArgumentException("is not from 1s to 1h; write for example 30s");
        }
        return idle;
    }

    static int rateLimit(String text) {
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) > RateLimitConfig.MOST) {
            throw new IllegalArgumentException("is not a number of responses a second from 0 to " + RateLimitConfig.MOST
                    + "; write for example 100");
        }
        return Integer.parseInt(text);
    }

    static List<AddressBlock> blocks(String text) {
        return text.equalsIgnoreCase("none") ? List.of() : AddressBlock.parseList(text);
    }

    static OnStale onStale(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "serve" -> OnStale.SERVE;
            case "servfail" -> OnStale.SERVFAIL;
            case "exit" -> OnStale.EXIT;
            default -> throw new IllegalArgumentException("is not one of serve, servfail, exit");
        };
    }

    static QueryLog.Level queryLog(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "off" -> QueryLog.Level.OFF;
            case "errors" -> QueryLog.Level.ERRORS;
            case "all" -> QueryLog.Level.ALL;
            default -> throw new IllegalArgumentException("is not one of off, errors, all");
        };
    }
}
