package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.util.Map;

/**
 * What a projection was made of. The next one takes from it what is the same, which is all that history does: what comes out is
 * what the snapshot says.
 *
 * @param by whose configuration it is; null for nobody's
 * @param services by their ids
 * @param branches those that are parts of the zone, by their first names
 */
record Basis(
        ZoneProjection by,
        Nodes nodes,
        Networks networks,
        Map<String, ReadService> services,
        Map<Name, Branch> branches,
        AddressParts addresses) {

    static final Basis NOTHING = new Basis(null, null, null, Map.of(), Map.of(), AddressParts.NONE);

    /** Whether what was read of a service is true with these, too. */
    boolean isOf(Nodes otherNodes, Networks otherNetworks) {
        return by != null && nodes.same(otherNodes) && networks.same(otherNetworks);
    }
}
