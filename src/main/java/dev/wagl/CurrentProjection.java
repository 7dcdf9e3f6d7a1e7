package dev.wagl;

import dev.wagl.discovery.ZoneProjection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The projection with the addresses that wagl answers at now: they are {@code ns} where no service is. */
final class CurrentProjection implements Supplier<ZoneProjection> {

    private final Settings settings;
    private final Supplier<List<InetSocketAddress>> bound;
    private List<InetAddress> addresses;
    private ZoneProjection projection;

    CurrentProjection(Settings settings, Supplier<List<InetSocketAddress>> bound) {
        this.settings = settings;
        this.bound = bound;
    }

    @Override
    public synchronized ZoneProjection get() {
        List<InetAddress> now = reachable(bound.get());
        if (!now.equals(addresses)) {
            addresses = now;
            projection = new ZoneProjection(settings.naming(now));
        }
        return projection;
    }

    /** Link-local addresses mean something on one link alone, loopback ones on this machine: they count where there is nothing else. */
    static List<InetAddress> reachable(List<InetSocketAddress> bound) {
        List<InetAddress> all =
                bound.stream().map(InetSocketAddress::getAddress).distinct().toList();
        Predicate<InetAddress> loopback = InetAddress::isLoopbackAddress;
        Predicate<InetAddress> linkLocal = InetAddress::isLinkLocalAddress;
        List<InetAddress> global =
                all.stream().filter(loopback.or(linkLocal).negate()).toList();
        return global.isEmpty() ? all.stream().filter(loopback).toList() : global;
    }
}
