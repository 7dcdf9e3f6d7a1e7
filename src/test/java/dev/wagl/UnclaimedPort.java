package dev.wagl;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for who binds a number twice or later: nobody has them at any address, and nobody is given them who asks for any port, or
 * connects to something, in the meantime.
 */
public final class UnclaimedPort {

    /** Linux gives ports from 32768 on (net.ipv4.ip_local_port_range). */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_000;

    /** Two JVMs seldom begin at the same, those that Surefire starts beside each other, and numbers, never. */
    private static final AtomicInteger LAST = new AtomicInteger(
            (int) (ProcessHandle.current().pid() * 31 % 4_000) + Integer.getInteger("surefire.forkNumber", 0) * 4_000);

    private UnclaimedPort() {}

    public static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + Math.floorMod(LAST.incrementAndGet(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    private static boolean isFree(int port) {
        try (ServerSocket tcp = new ServerSocket(port);
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(port))) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
