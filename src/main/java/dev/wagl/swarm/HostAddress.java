package dev.wagl.swarm;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands for {@code 0.0.0.0} in a published port of a plain engine, as far as this side of the connection can tell. */
final class HostAddress {

    /** Addresses of documentation (RFC 5737, RFC 3849): nothing is sent to them, the kernel is asked for its route only. */
    private static final String[] OUTSIDE = {"192.0.2.1", "2001:db8::1"};

    private HostAddress() {}

    /** Null if there is no address to be had. */
    static InetAddress hint(Info info, EndpointAddress endpoint) {
        InetAddress own = info.nodeAddress();
        if (own != null && !own.isAnyLocalAddress() && !own.isLoopbackAddress()) {
            return own;
        }
        InetAddress reachedBy = endpoint.isUnix() ? null : resolved(endpoint.host());
        if (reachedBy != null && !reachedBy.isLoopbackAddress() && !reachedBy.isAnyLocalAddress()) {
            return reachedBy;
        }
        // An engine at our own loopback shares our network, also where that is a container's (--network host).
        return reachedBy == null && isInContainer() ? null : outbound();
    }

    /** The name was resolved a moment ago to connect by it: the answer comes out of the JVM's cache. */
    private static InetAddress resolved(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static InetAddress outbound() {
        for (String outside : OUTSIDE) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(outside, 53));
                InetAddress local = socket.getLocalAddress();
                if (!local.isAnyLocalAddress() && !local.isLoopbackAddress() && !local.isLinkLocalAddress()) {
                    return local;
                }
            } catch (IOException | RuntimeException e) {
                // No route that way: a machine without a network has no address to publish.
                continue;
            }
        }
        return null;
    }

    private static boolean isInContainer() {
        if (Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"))) {
            return true;
        }
        try {
            String cgroup = Files.readString(Path.of("/proc/1/cgroup"));
            return cgroup.contains("docker") || cgroup.contains("containerd") || cgroup.contains("kubepods");
        } catch (IOException e) {
            return false;
        }
    }
}
