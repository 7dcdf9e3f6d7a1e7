package dev.wagl.transport;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The sockets beside one wildcard: one for each address that the machine has at the moment. Of one event loop. */
final class WildcardSockets {

    private static final Logger LOG = Logger.getLogger(WildcardSockets.class);

    private final BindAddress wildcard;
    private final Function<InetSocketAddress, Future<UdpSocket>> opener;
    private final Runnable changed;

    /** By the text of the address. */
    private final Map<String, UdpSocket> sockets = new LinkedHashMap<>();

    private final Set<String> opening = new HashSet<>();
    private boolean ended;

    /** @param changed is run when a socket has come or gone */
    WildcardSockets(BindAddress wildcard, Function<InetSocketAddress, Future<UdpSocket>> opener, Runnable changed) {
        this.wildcard = wildcard;
        this.opener = opener;
        this.changed = changed;
    }

    Stream<InetSocketAddress> addresses() {
        return sockets.values().stream().map(UdpSocket::address);
    }

    /**
     * Opens a socket for each address that has come and closes those of addresses that have gone.
     *
     * @param local what the machine has now, by its text
     * @return done when all are open, closed or put off
     */
    Future<Void> follow(Map<String, InetAddress> local) {
        List<Future<?>> changes = new ArrayList<>();
        closeGone(local, changes);
        if (!ended) {
            openNew(local, changes);
        }
        return Future.join(changes).transform(done -> Future.succeededFuture());
    }

    /** Opens none any more. Those that are open end with their verticle. */
    void end() {
        ended = true;
    }

    private void closeGone(Map<String, InetAddress> local, List<Future<?>> changes) {
        boolean some = sockets.entrySet().removeIf(entry -> {
            boolean gone = !local.containsKey(entry.getKey());
            if (gone) {
                changes.add(entry.getValue().close());
            }
            return gone;
        });
        if (some) {
            changed.run();
        }
    }

    private void openNew(Map<String, InetAddress> local, List<Future<?>> changes) {
        local.forEach((text, address) -> {
            if (wildcard.serves(address) && !sockets.containsKey(text) && opening.add(text)) {
                changes.add(open(text, address));
            }
        });
    }

    /**
     * An address can be there and not yet to be bound, as one of IPv6 while it is checked for being unique. That is no
     * error: the wildcard answers meanwhile, and the next call tries again.
     */
    private Future<?> open(String text, InetAddress address) {
        return opener.apply(new InetSocketAddress(address, wildcard.port()))
                .onComplete(tried -> opening.remove(text))
                .onFailure(e -> LOG.debugf("%s beside %s: %s", text, wildcard, e))
                .compose(socket -> {
                    if (ended) {
                        return socket.close();
                    }
                    sockets.put(text, socket);
                    changed.run();
                    return Future.succeededFuture();
                });
    }
}
