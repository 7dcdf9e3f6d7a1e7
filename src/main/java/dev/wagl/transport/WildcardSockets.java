package dev.wagl.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The sockets beside one wildcard: one for each address that the machine has at the moment. Of one event loop. */
final class WildcardSockets {

    private static final Logger LOG = Logger.getLogger(WildcardSockets.class);

    /** How one of them is bound. */
    interface Opener {
        UdpSocket open(InetSocketAddress address) throws IOException;
    }

    private final BindAddress wildcard;
    private final Opener opener;

    /** By the text of the address. */
    private final Map<String, UdpSocket> sockets = new LinkedHashMap<>();

    WildcardSockets(BindAddress wildcard, Opener opener) {
        this.wildcard = wildcard;
        this.opener = opener;
    }

    Stream<InetSocketAddress> addresses() {
        return sockets.values().stream().map(UdpSocket::address);
    }

    /**
     * Opens a socket for each address that has come and closes those of addresses that have gone.
     *
     * @param local what the machine has now, by its text
     */
    void follow(Map<String, InetAddress> local) {
        sockets.entrySet().removeIf(entry -> {
            boolean gone = !local.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        local.forEach((text, address) -> {
            if (wildcard.serves(address) && !sockets.containsKey(text)) {
                open(text, address);
            }
        });
    }

    /**
     * An address can be there and not yet to be bound, as one of IPv6 while it is checked for being unique. That is no
     * error: the wildcard answers meanwhile, and the next call tries again.
     */
    private void open(String text, InetAddress address) {
        try {
            sockets.put(text, opener.open(new InetSocketAddress(address, wildcard.port())));
        } catch (IOException | RuntimeException e) {
            LOG.debugf("%s beside %s: %s", text, wildcard, e);
        }
    }
}
