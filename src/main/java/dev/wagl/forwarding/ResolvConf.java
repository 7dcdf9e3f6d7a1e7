package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import dev.wagl.nameserver.IpLiteral;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The name servers of {@code /etc/resolv.conf}, as of one look.
 *
 * @param upstreams each once, less ourselves
 * @param ourselves those that are this server
 */
record ResolvConf(List<Upstream> upstreams, List<Upstream> ourselves) {

    static final Path USUAL = Path.of("/etc/resolv.conf");

    private static final int PORT = 53;

    /**
     * None where there is no such file, or none that can be read.
     *
     * @param ours tells the addresses that this server answers at
     */
    static ResolvConf read(Path file, Predicate<InetSocketAddress> ours) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            lines = List.of();
        }
        Set<Upstream> upstreams = new LinkedHashSet<>();
        Set<Upstream> ourselves = new LinkedHashSet<>();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            InetAddress address = words.length > 1 && words[0].equals("nameserver") ? address(words[1]) : null;
            if (address != null) {
                Upstream upstream = new Upstream(Name.ROOT, new InetSocketAddress(address, PORT), false, null);
                (ours.test(upstream.address()) ? ourselves : upstreams).add(upstream);
            }
        }
        return new ResolvConf(new ArrayList<>(upstreams), new ArrayList<>(ourselves));
    }

    /** Null: it is none. The unspecified address means this machine, as the C library has it. */
    private static InetAddress address(String text) {
        InetAddress address = IpLiteral.parse(text);
        boolean any = address != null && address.isAnyLocalAddress();
        return any ? IpLiteral.parse(address instanceof Inet6Address ? "::1" : "127.0.0.1") : address;
    }
}
