package dev.wagl.forwarding;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code /etc/resolv.conf} as it is looked at again and again. Who writes it in place empties it first: that it names nobody any more is
 * believed when two looks in a row say so.
 */
final class ResolvConfFile {

    private static final ResolvConf EMPTY = new ResolvConf(List.of(), List.of());

    private final Path file;
    private final Predicate<InetSocketAddress> ours;
    private ResolvConf believed = EMPTY;
    private boolean emptyBefore;

    /** @param ours tells the addresses that this server answers at */
    ResolvConfFile(Path file, Predicate<InetSocketAddress> ours) {
        this.file = file;
        this.ours = ours;
    }

    ResolvConf look() {
        ResolvConf now = ResolvConf.read(file, ours);
        boolean empty = now.equals(EMPTY);
        if (!empty || emptyBefore) {
            believed = now;
        }
        emptyBefore = empty;
        return believed;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
