package dev.wagl.demo;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;

/** A network of the demo cluster, with its address pool. */
final class DemoNetwork {

    /**
     * An IP range of a network; its first address is the gateway.
     *
     * @param prefix all of an address but its last part, {@code 10.20.1.} or {@code fd00:20:3::}
     */
    record Subnet(String prefix, int length) {

        String address(int host) {
            return prefix + (prefix.endsWith(":") ? Integer.toHexString(host) : Integer.toString(host));
        }

        String cidr() {
            return prefix + (prefix.endsWith(":") ? "" : "0") + "/" + length;
        }
    }

    private static final int FIRST_HOST = 2;
    private static final int LAST_HOST = 254;

    final String id;
    final String name;
    final String driver;
    final boolean swarmScope;
    final boolean ingress;
    final List<Subnet> subnets;
    final Instant createdAt;
    final long version;
    /** VXLAN ids, one per subnet; empty for a local network. */
    final String vxlanIds;

    private final BitSet taken = new BitSet();
    private int last = FIRST_HOST - 1;

    DemoNetwork(
            String id,
            String name,
            String driver,
            boolean swarmScope,
            boolean ingress,
            List<Subnet> subnets,
            Instant createdAt,
            long version,
            String vxlanIds) {
        this.id = id;
        this.name = name;
        this.driver = driver;
        this.swarmScope = swarmScope;
        this.ingress = ingress;
        this.subnets = List.copyOf(subnets);
        this.createdAt = createdAt;
        this.version = version;
        this.vxlanIds = vxlanIds;
    }

    /** Takes the next free address, as the engine does: in turn, so that one that was just freed is not soon another's. */
    Lease lease() {
        for (int i = FIRST_HOST; i <= LAST_HOST; i++) {
            last = last < LAST_HOST ? last + 1 : FIRST_HOST;
            if (!taken.get(last)) {
                taken.set(last);
                return new Lease(this, last);
            }
        }
        throw new IllegalStateException("network " + name + " has no free address");
    }

    boolean ipv6() {
        return subnets.stream().anyMatch(subnet -> subnet.prefix().endsWith(":"));
    }

    /** An address held on a network: in each of its subnets the same host. */
    record Lease(DemoNetwork network, int host) {

        /** With prefix length, {@code 10.20.1.7/24}. */
        List<String> addresses() {
            return network.subnets.stream()
                    .map(subnet -> subnet.address(host) + "/" + subnet.length())
                    .toList();
        }

        void release() {
            network.taken.clear(host);
        }
    }
}
