package dev.wagl.swarm;

import java.net.InetAddress;
import java.util.List;

/** A task's addresses on one network. */
public record Attachment(String networkId, List<InetAddress> addresses) {

    public Attachment {
        addresses = List.copyOf(addresses);
    }
}
