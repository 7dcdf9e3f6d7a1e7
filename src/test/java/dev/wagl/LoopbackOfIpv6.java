package dev.wagl;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Whether this machine has {@code ::1}, which a container may lack; what takes it is skipped there with a line that says so. */
public final class LoopbackOfIpv6 {

    private LoopbackOfIpv6() {}

    /** @param addresses those that a test takes, in any form: only one with a colon of IPv6 in it asks for anything */
    public static void assumeFor(String... addresses) {
        for (String address : addresses) {
            if (address.contains("::") && !isThere()) {
                String reason = "this machine has no ::1";
                System.out.println("SKIPPED, for " + address + ": " + reason);
                abort(reason);
            }
        }
    }

    private static boolean isThere() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
