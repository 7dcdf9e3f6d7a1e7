package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which service a name belongs to, where two make the same one: what the labels name goes before what is made from it.
 * {@code dns.service=1.api} is not an instance of {@code api}, and the SRV name of {@code api} in the domain {@code billing}
 * is not that of a port {@code api} of the service {@code billing}.
 */
final class ClaimedNames {

    private final Set<Name> owners;
    private final Map<Name, Name> ownerBySrvName = new HashMap<>();

    /** Names that no instance can have any more. */
    private final Set<Name> taken = new HashSet<>();

    /** @param groups every name and who publishes it */
    ClaimedNames(Map<Name, NameGroup> groups) {
        owners = groups.keySet();
        groups.forEach((owner, group) -> {
            taken.add(owner);
            taken.add(group.name().tasks());
            for (NameGroup.Part part : group.parts()) {
                for (NamedPort port : part.from().ports().all()) {
                    ownerBySrvName.put(group.name().srv(port.protocol()), owner);
                }
            }
        });
    }

    /** Takes the name for an instance; false if it is something else already. */
    boolean takeForInstance(Name name) {
        return taken.add(name);
    }

    /** Whether a service has this for its own name. */
    boolean isService(Name name) {
        return owners.contains(name);
    }

    /** The service whose SRV name this is; null if it is none's. */
    Name serviceOfSrvName(Name name) {
        return ownerBySrvName.get(name);
    }
}
