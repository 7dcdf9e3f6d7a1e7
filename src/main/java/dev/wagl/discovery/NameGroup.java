package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One name and the services that publish it (mostly one; blue and green are two), with the tasks and endpoints that stand
 * behind it now.
 *
 * <p>Three choices are made here, for the name as a whole: tasks that drain count only where none is ready; endpoints of
 * weight 0 are parked while another has more, in SRV answers too, so that parked means no traffic at all; A and AAAA hold
 * the best priority of the rest.
 */
final class NameGroup {

    /**
     * A service's part in the name.
     *
     * @param tasks those that count now
     * @param instances the addresses of each of them, by task id
     */
    record Part(
            LabelledService from,
            ServiceName name,
            List<LiveTask> tasks,
            List<Found> found,
            Map<String, List<InetAddress>> instances) {

        static Part of(Claim claim, List<LiveTask> tasks) {
            EndpointFinder finder = new EndpointFinder(claim.from());
            List<Found> found = finder.find(tasks);
            return new Part(claim.from(), claim.name(), tasks, found, finder.instances(tasks, found));
        }

        List<InetAddress> addresses(LiveTask live) {
            return instances.get(live.task().id());
        }
    }

    private final ServiceName name;
    private final List<Part> parts = new ArrayList<>();
    private final int ttl;
    private final boolean anyWeight;
    private final int bestPriority;
    private final String absence;

    /**
     * @param claims services with this name of theirs, sorted by the services' names; at least one
     */
    NameGroup(List<Claim> claims) {
        name = claims.get(0).name();
        ttl = claims.stream().mapToInt(claim -> claim.from().ttl()).min().orElseThrow();
        boolean anyReady = claims.stream()
                .flatMap(claim -> claim.from().tasks().stream())
                .anyMatch(live -> live.state() == Endpoint.State.READY);
        for (Claim claim : claims) {
            List<LiveTask> tasks = claim.from().tasks().stream()
                    .filter(live -> counts(live, claim.from().labels(), anyReady))
                    .toList();
            parts.add(Part.of(claim, tasks));
        }
        anyWeight = all().stream().anyMatch(found -> found.weight() > 0);
        bestPriority = bestPriority();
        absence = tellAbsence();
    }

    /** Of the ready ones; where none is, of all that are answered. */
    private int bestPriority() {
        List<Found> answered = all().stream().filter(this::answered).toList();
        return answered.stream()
                .filter(found -> found.state() == Endpoint.State.READY)
                .mapToInt(Found::priority)
                .min()
                .orElse(answered.stream().mapToInt(Found::priority).min().orElse(0));
    }

    /** A service and one of its names. */
    record Claim(LabelledService from, ServiceName name) {

        /** Whether both are of the same objects: then all that follows from them is the same. */
        boolean isSame(Claim other) {
            return from == other.from && name == other.name;
        }
    }

    private static boolean counts(LiveTask live, NamingLabels labels, boolean anyReady) {
        return switch (live.state()) {
            case READY -> true;
            case STARTING -> labels.notReady();
            case DRAINING -> !anyReady;
        };
    }

    /** Of several ways to write one name, the first. */
    ServiceName name() {
        return name;
    }

    Name owner() {
        return name.owner();
    }

    /** Seconds: the lowest of its services. */
    int ttl() {
        return ttl;
    }

    List<Part> parts() {
        return parts;
    }

    private List<Found> all() {
        return parts.stream().flatMap(part -> part.found().stream()).toList();
    }

    /** Whether the endpoint is in SRV answers. */
    boolean answered(Found found) {
        return found.weight() > 0 || !anyWeight;
    }

    /** Whether a task of the service is not parked. */
    boolean answered(LabelledService from) {
        return from.labels().weight() > 0 || !anyWeight;
    }

    /** Whether the endpoint is in A and AAAA answers. */
    boolean preferred(Found found) {
        return answered(found) && found.priority() == bestPriority;
    }

    /** Why the name has no addresses. */
    String absence() {
        return absence;
    }

    private String tellAbsence() {
        long ready = parts.stream()
                .flatMap(part -> part.tasks().stream())
                .filter(live -> live.state() == Endpoint.State.READY)
                .count();
        boolean known = parts.stream().allMatch(part -> part.from().service().desired() >= 0);
        long desired = parts.stream()
                .mapToLong(part -> part.from().service().desired())
                .sum();
        return ready + (known ? " of " + desired : "") + " tasks running";
    }
}
