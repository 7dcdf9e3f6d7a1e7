package dev.wagl.jmh;

import dev.wagl.dns.Name;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The zone that is measured: 1,000 services with 3 tasks each, each task with an overlay address and one port. */
final class Cluster {

    static final int SERVICES = 1_000;
    static final int TASKS = 3;
    static final Name APEX = Name.parse("swarm.");

    private static final int TTL = 1;
    private static final int PORT = 8080;

    private Cluster() {}

    /** A builder that holds all records, in names and numbers what the projection makes of such a Swarm. */
    static ZoneBuilder records() {
        ZoneBuilder zone = Zone.builder(APEX, TTL, 1);
        for (int service = 0; service < SERVICES; service++) {
            Name owner = Name.parse("svc" + service + ".load.swarm.");
            Name endpoints = Name.parse("_svc" + service + "._tcp.load.swarm.");
            for (int slot = 1; slot <= TASKS; slot++) {
                Name instance = owner.child(Integer.toString(slot));
                InetAddress address = address(service * TASKS + slot);
                zone.address(owner, TTL, address, 1)
                        .address(owner.child("tasks"), TTL, address, 1)
                        .address(instance, TTL, address, 1)
                        .srv(endpoints, TTL, 1, 1, PORT, instance)
                        .ptr(Name.reverse(address), TTL, instance);
            }
        }
        return zone;
    }

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 1, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are an address", e);
        }
    }
}
