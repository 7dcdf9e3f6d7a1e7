package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which task has which instance name below one name of a service. An instance name is one endpoint: where two tasks claim
 * it (start-first, blue and green) an answered one goes before a parked one, a ready one before one that is not, and of
 * these the oldest has it. The others have none.
 */
final class InstanceNames {

    /** An instance and the addresses that its name resolves to. */
    record Instance(Name name, List<InetAddress> addresses) {}

    /**
     * A task that wants a name.
     *
     * @param answered false for a parked one
     * @param addresses empty where it has none; it then gets no name
     */
    record Claim(LiveTask live, String label, boolean answered, List<InetAddress> addresses) {}

    private static final Comparator<Claim> BEST_FIRST = Comparator.comparing((Claim claim) -> !claim.answered())
            .thenComparing(claim -> claim.live().state())
            .thenComparing(claim -> claim.live().createdAt())
            .thenComparing(claim -> claim.live().task().id());

    private final Map<String, Instance> byTaskId = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    /**
     * Shares the names out.
     *
     * @param claimed the names that are something else already; those given now are added
     */
    InstanceNames(ServiceName service, List<Claim> claims, ClaimedNames claimed) {
        List<Claim> sorted = new ArrayList<>(claims);
        sorted.sort(BEST_FIRST);
        for (Claim claim : sorted) {
            if (claim.label() == null || claim.addresses().isEmpty() || given.contains(claim.label())) {
                continue;
            }
            Name name = service.instance(claim.label());
            if (name != null && claimed.takeForInstance(name)) {
                byTaskId.put(claim.live().task().id(), new Instance(name, claim.addresses()));
                given.add(claim.label());
            }
        }
    }

    /** Whether some task is called by this label. */
    boolean isGiven(String label) {
        return given.contains(label);
    }

    /** Null if the task has no name. */
    Instance of(LiveTask live) {
        return byTaskId.get(live.task().id());
    }
}
