package dev.wagl.transport;

import dev.wagl.dns.Transport;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** An address of {@code --bind} that cannot be had. The message is one line: what is in the way, and what to do. */
public final class AddressUnavailableException extends Exception {

    private static final int DNS_PORT = 53;

    private AddressUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Asks around a little, with sockets that are closed again at once, to say more than the system does. */
    static AddressUnavailableException of(BindAddress bind, Transport transport, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        String what;
        if (reason.contains("already in use")) {
            what = bind.isWildcard() ? wildcardTaken(bind, transport) : taken(bind, transport);
        } else if (reason.contains("ssign requested address")) {
            what = " is not an address of this machine, which has "
                    + usable().stream().map(LocalAddresses::text).collect(Collectors.joining(", "))
                    + "; an address that comes later is answered by --bind :" + bind.port();
        } else if (reason.contains("ermission denied")) {
            what = " is not permitted: a port below 1024 takes root, the capability NET_BIND_SERVICE or"
                    + " net.ipv4.ip_unprivileged_port_start; or choose a higher one, such as --bind :1053";
        } else {
            what = " cannot be bound (" + transport + "): " + reason;
        }
        return new AddressUnavailableException("--bind " + bind + what, cause);
    }

    private static String taken(BindAddress bind, Transport transport) {
        return " is taken by another process (" + transport + ")" + suspect(bind)
                + "; stop that, or choose another address or port";
    }

    /** Mostly it is one address, and not one that is missed. */
    private static String wildcardTaken(BindAddress bind, Transport transport) {
        List<InetAddress> taken = new ArrayList<>();
        List<InetAddress> free = new ArrayList<>();
        for (InetAddress address : AddressProbe.candidates()) {
            if (bind.serves(address)) {
                (AddressProbe.isTaken(address, bind.port(), transport) ? taken : free).add(address);
            }
        }
        List<BindAddress> instead = usable().stream()
                .filter(free::contains)
                .map(address -> new BindAddress(address, bind.port()))
                .toList();
        if (taken.isEmpty() || instead.isEmpty()) {
            return taken(bind, transport);
        }
        BindAddress first = new BindAddress(taken.get(0), bind.port());
        return " cannot be had, since " + first + " is taken by another process (" + transport + ")" + suspect(first)
                + "; stop that, or name the addresses to answer at: --bind "
                + instead.stream().limit(8).map(BindAddress::toString).collect(Collectors.joining(","));
    }

    private static String suspect(BindAddress bind) {
        if (bind.port() != DNS_PORT) {
            return "";
        }
        return bind.address() != null && AddressProbe.SYSTEMD_RESOLVED.contains(bind.address())
                ? ", which is systemd-resolved (DNSStubListener=no in /etc/systemd/resolved.conf ends that)"
                : ", such as systemd-resolved, dnsmasq or another wagl (see: ss -lunpt 'sport = 53')";
    }

    /** What one would bind: loopback first, no link-local address. */
    private static List<InetAddress> usable() {
        Collection<InetAddress> all;
        try {
            all = LocalAddresses.lookUp().values();
        } catch (SocketException e) {
            all = List.of();
        }
        List<InetAddress> usable = new ArrayList<>(all);
        usable.removeIf(InetAddress::isLinkLocalAddress);
        usable.sort(Comparator.comparing(address -> !address.isLoopbackAddress()));
        return usable;
    }
}
