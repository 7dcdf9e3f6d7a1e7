package dev.wagl.swarm;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The networks that a Swarm listed last, held against what an engine lists now.
 *
 * <p>An engine that cannot ask its managers, because the leader was lost since the call before, answers {@code /networks} all
 * the same: with status 200 and the networks of its own node. So a network that was listed, is missing now and is still used
 * is not believed to be gone: Docker removes none that is in use. What is used was listed a moment before; if it was
 * removed together with its user in between, the next refresh no longer sees the user either.
 *
 * <p>Not for ever, lest a cause that nobody thought of keeps a zone as it is: an endpoint that has said so
 * {@value #MOST_REFUSALS} times, a second or more apart and without a refresh that succeeded in between, is believed the next time.
 * However often it is asked while no other answers: that is how long a new leader may take.
 */
final class KnownNetworks {

    static final int MOST_REFUSALS = 10;

    static final Duration APART = Duration.ofSeconds(1);

    private final LongSupplier clock;
    private Listed last = new Listed("", Map.of());
    private final Map<String, Refusals> refusals = new HashMap<>();

    /** @param clock nanoseconds, monotonic */
    KnownNetworks(LongSupplier clock) {
        this.clock = clock;
    }

    private record Refusals(int times, long last) {}

    /** A list that is believed. */
    record Listed(String clusterId, Map<String, Network> networks) {}

    /**
     * Holds a list of networks against the last one.
     *
     * @param malformed what made no sense: a network that is listed so is not missing
     * @param tasks those desired to run, now or after a delay
     * @return what is to be remembered once the refresh has succeeded
     * @throws BodyException if a network is missing in it that was listed before and that one of these is still on
     */
    synchronized Listed believe(
            String cluster,
            String endpoint,
            List<Network> networks,
            List<Malformed> malformed,
            List<Service> services,
            List<Task> tasks)
            throws BodyException {
        Map<String, Network> now =
                networks.stream().collect(Collectors.toMap(Network::id, Function.identity(), (one, other) -> one));
        String missing = cluster.equals(last.clusterId()) ? missing(listed(now, malformed), services, tasks) : null;
        if (missing != null && refused(endpoint) <= MOST_REFUSALS) {
            throw new BodyException("its answer to /networks lacks " + missing + ": it is not believed");
        }
        return new Listed(cluster, now);
    }

    /** How often, with this time. */
    private int refused(String endpoint) {
        long now = clock.getAsLong();
        return refusals.merge(
                        endpoint,
                        new Refusals(1, now),
                        (before, one) ->
                                now - before.last() < APART.toNanos() ? before : new Refusals(before.times() + 1, now))
                .times();
    }

    /** Apart from the above, so that a refresh whose time was up leaves nothing behind. */
    synchronized void remember(Listed listed) {
        last = listed;
        refusals.clear();
    }

    private static Set<String> listed(Map<String, Network> now, List<Malformed> malformed) {
        Set<String> ids = new HashSet<>(now.keySet());
        for (Malformed one : malformed) {
            if (one.kind().equals("network")) {
                ids.add(one.id());
            }
        }
        return ids;
    }

    /** Null if nothing is. */
    private String missing(Set<String> now, List<Service> services, List<Task> tasks) {
        Map<String, Network> gone = new HashMap<>(last.networks());
        gone.keySet().removeAll(now);
        if (gone.isEmpty()) {
            return null;
        }
        for (Service service : services) {
            for (String id : service.networkIds()) {
                if (gone.containsKey(id)) {
                    return used(gone.get(id), "service " + service.name());
                }
            }
            for (VirtualIp virtualIp : service.virtualIps()) {
                if (gone.containsKey(virtualIp.networkId())) {
                    return used(gone.get(virtualIp.networkId()), "service " + service.name());
                }
            }
        }
        for (Task task : tasks) {
            for (Attachment attachment : task.attachments()) {
                // A task that has ended, or is to, keeps no network.
                if (gone.containsKey(attachment.networkId())
                        && task.state().compareTo(TaskState.RUNNING) <= 0
                        && task.desiredState().compareTo(TaskState.RUNNING) <= 0) {
                    return used(gone.get(attachment.networkId()), "task " + task.id());
                }
            }
        }
        return null;
    }

    private static String used(Network network, String user) {
        return network.name() + ", which " + user + " is on";
    }
}
