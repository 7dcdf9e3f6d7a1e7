package dev.wagl.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The addresses of this machine's default gateways, as Linux tells them.
 *
 * <p>In a container, that is the address of its node, which other containers of the node and clients behind Docker's
 * proxy have as well.
 */
public final class DefaultGateways {

    private static final Logger LOG = Logger.getLogger(DefaultGateways.class);

    private static final Path IPV4 = Path.of("/proc/net/route");
    private static final Path IPV6 = Path.of("/proc/net/ipv6_route");

    /** RTF_GATEWAY. */
    private static final int BY_GATEWAY = 2;

    private DefaultGateways() {}

    /** None where the system does not tell. */
    public static Set<InetAddress> lookUp() {
        Set<InetAddress> found = new HashSet<>(ofIpv4(lines(IPV4)));
        found.addAll(ofIpv6(lines(IPV6)));
        return Set.copyOf(found);
    }

    /** Tells that a gateway is over the rate limit: it may be strangers, whom Docker's proxy gives its address. */
    public static void warnOfLimit(InetAddress gateway) {
        LOG.warnf(
                "More queries come from the default gateway %s than the rate limit lets be answered over UDP. Containers of"
                        + " this node have that address and, through Docker's userland proxy, so has everybody: set"
                        + " \"userland-proxy\": false in the engine's daemon.json, or let a firewall keep strangers from"
                        + " the published port. The others of this network are not limited; told once",
                LocalAddresses.text(gateway));
    }

    /** @param lines interface, destination, gateway, flags and more, with a header above */
    static Set<InetAddress> ofIpv4(List<String> lines) {
        Set<InetAddress> found = new HashSet<>();
        for (String line : lines) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length > 7
                    && fields[1].equals("00000000")
                    && fields[7].equals("00000000")
                    && isByGateway(fields[3])) {
                // The four octets, as the kernel's processor reads them as a number.
                int number = Integer.parseUnsignedInt(fields[2], 16);
                found.add(LocalAddresses.of(ByteBuffer.allocate(4)
                        .order(ByteOrder.nativeOrder())
                        .putInt(number)
                        .array()));
            }
        }
        return found;
    }

    /** @param lines destination, its prefix's length, source, its prefix's length, gateway, three numbers, flags, interface */
    static Set<InetAddress> ofIpv6(List<String> lines) {
        Set<InetAddress> found = new HashSet<>();
        for (String line : lines) {
            String[] fields = line.trim().split("\\s+");
            if (fields.length > 8 && fields[1].equals("00") && isByGateway(fields[8])) {
                found.add(LocalAddresses.of(HexFormat.of().parseHex(fields[4])));
            }
        }
        return found;
    }

    private static boolean isByGateway(String flags) {
        return (Integer.parseUnsignedInt(flags, 16) & BY_GATEWAY) != 0;
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            return List.of();
        }
    }
}
