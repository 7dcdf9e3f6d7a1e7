package dev.wagl.transport;

import dev.wagl.dns.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds out whether an address can be had, with a socket that shares it with nobody and is closed again at once. */
final class AddressProbe {

    /** Where its stub resolver and its proxy listen. */
    static final Set<InetAddress> SYSTEMD_RESOLVED =
            Set.of(LocalAddresses.of(new byte[] {127, 0, 0, 53}), LocalAddresses.of(new byte[] {127, 0, 0, 54}));

    private static final int ATTEMPTS = 50;

    private AddressProbe() {}

    /** The sockets that serve are bound with SO_REUSEPORT, and would join another server's without a word. */
    static void bindUdp(InetSocketAddress address) throws IOException {
        try (DatagramChannel socket = DatagramChannel.open()) {
            socket.bind(address);
        }
    }

    static boolean isTaken(InetAddress address, int port, Transport transport) {
        InetSocketAddress candidate = new InetSocketAddress(address, port);
        try {
            if (transport == Transport.UDP) {
                bindUdp(candidate);
            } else {
                bindTcp(candidate);
            }
            return false;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("already in use");
        }
    }

    /** Every address at which someone could stand in a wildcard's way and be found. */
    static List<InetAddress> candidates() {
        Set<InetAddress> all = new LinkedHashSet<>(SYSTEMD_RESOLVED);
        try {
            all.addAll(LocalAddresses.lookUp().values());
        } catch (SocketException e) {
            // Then these two are all that is known.
        }
        return new ArrayList<>(all);
    }

    /** A port that is free for both transports at this moment, in place of port 0. */
    static BindAddress withFreePort(BindAddress bind) throws IOException {
        IOException last = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            try (ServerSocket tcp = new ServerSocket()) {
                tcp.bind(bind.socketAddress());
                BindAddress chosen = bind.withPort(tcp.getLocalPort());
                bindUdp(chosen.socketAddress());
                return chosen;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void bindTcp(InetSocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
        }
    }
}
