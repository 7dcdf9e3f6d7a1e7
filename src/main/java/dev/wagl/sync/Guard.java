package dev.wagl.sync;

import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What is believed of a snapshot. A manager that was just started, or has just lost its leader, may list no running task for some
 * seconds, or what was true some time ago, and say so with status 200. What is doubted is doubted for one limit only:
 *
 * <ul>
 *   <li>ready tasks that vanish unexplained, many at once or just after an interruption: only they are held. That another one is to
 *       come in its place explains it, as such an order is given once a task has ended, or is to; but not that nothing runs any more:
 *       a manager that has just started says so of each;
 *   <li>a first snapshot in which services want tasks and none runs, or that comes just after no manager answered;
 *   <li>a snapshot in which an object has gone back in {@code Version.Index}.
 * </ul>
 *
 * <p>Plain state without a clock of its own; times are nanoseconds of a monotonic clock. A plain engine is believed as it is: it
 * tells of each container what became of it.
 */
final class Guard {

    /** Fewer that vanish at once are what happens every day. */
    static final int FEWEST = 3;

    /** So long after an interruption a task that vanishes is doubted: a manager that restarts lists its old tasks first. */
    static final Duration JUST_BEFORE = Duration.ofSeconds(3);

    /** So long after a change of a service its tasks still come and go for it: they follow a moment later. */
    static final Duration SETTLING = Duration.ofSeconds(5);

    private final Duration limit;

    /** What was last believed, with the tasks that were held; null before that. */
    private Snapshot before;

    /** By the ids of the tasks that are held. */
    private final Map<String, Hold> holds = new HashMap<>();

    /** Services that have changed, by their ids, and when. */
    private final Map<String, Long> changedAt = new HashMap<>();

    /** @param gap whether no task at all was ready then */
    private record Hold(long since, boolean gap) {}

    private boolean unanswered;
    private boolean interrupted;
    private boolean wasInterrupted;
    private long interruptedUntil;

    /** When the first snapshot was read after no manager had answered; null if one did at once. */
    private Long answeringSince;

    private boolean doubting;
    private long doubtingSince;

    /** When a first snapshot was judged last. */
    private long judged;

    /** @param limit how long anything is doubted; zero: nothing is */
    Guard(Duration limit) {
        this.limit = limit;
    }

    /**
     * What came of a snapshot.
     *
     * @param believed with the tasks that are held; null if nothing of it is
     * @param held tasks that the snapshot does not show as ready, and which count as such
     * @param doubt why nothing is believed; null if it is
     */
    record Verdict(Snapshot believed, List<Task> held, String doubt) {}

    /** A call has failed, or the stream of events has ended: the next snapshot comes after a gap. */
    void interrupted() {
        interrupted = true;
    }

    /** No manager has answered: the first that does may have just been started. */
    void unanswered() {
        unanswered = before == null;
        interrupted();
    }

    /** Judges a snapshot; each that was read, in their order. */
    Verdict judge(Snapshot now, long time) {
        if (limit.isZero() || now.source() != Source.SWARM) {
            return believe(now, List.of());
        }
        if (before == null) {
            return first(now, time);
        }
        if (!before.clusterId().equals(now.clusterId())) {
            return believe(now, List.of());
        }
        String older = goneBack(now);
        if (older != null) {
            return doubt(older + " is older than it was", now, time);
        }
        noteInterruption(now, time);
        return believe(now, held(now, time));
    }

    private Verdict doubt(String why, Snapshot now, long time) {
        if (!doubting) {
            doubting = true;
            doubtingSince = time;
        }
        return time - doubtingSince < limit.toNanos()
                ? new Verdict(null, List.of(), why + ": not believed for the time being (wagl.guard)")
                : believe(now, List.of());
    }

    private Verdict believe(Snapshot now, List<Task> held) {
        doubting = false;
        before = held.isEmpty() ? now : with(now, held);
        holds.keySet().retainAll(held.stream().map(Task::id).collect(Collectors.toSet()));
        return new Verdict(before, held, null);
    }

    private static Snapshot with(Snapshot now, List<Task> held) {
        Set<String> ids = held.stream().map(Task::id).collect(Collectors.toSet());
        List<Task> tasks = new ArrayList<>(held);
        now.tasks().stream().filter(task -> !ids.contains(task.id())).forEach(tasks::add);
        return now.withTasks(tasks);
    }

    // ------------------------------------------------------------------------------------------ the first snapshot

    private Verdict first(Snapshot now, long time) {
        // It is over by the time that one is believed: what vanishes then is news.
        noteInterruption(now, time);
        if (unanswered) {
            unanswered = false;
            answeringSince = time;
            // Doubt lasts for as long as somebody answers: what is told after a silence is news.
            doubtingSince += doubting ? time - judged : 0;
        }
        judged = time;
        boolean runs = now.tasks().stream().anyMatch(task -> task.ready() || task.draining());
        if (!runs && wants(now)) {
            return doubt("services want tasks and not one runs", now, time);
        }
        return runs && answeringSince != null && time - answeringSince < JUST_BEFORE.toNanos()
                ? doubt(
                        "no manager answered a moment ago, and one that has just started lists what ran before",
                        now,
                        time)
                : believe(now, List.of());
    }

    /** After a restart of its managers a Swarm knows its services at once and its tasks only some seconds later. */
    private static boolean wants(Snapshot now) {
        return now.services().stream().anyMatch(service -> service.mode() != Service.Mode.JOB && service.desired() > 0);
    }

    // ------------------------------------------------------------------------------------------ an older state

    /** The object that has gone back, in words; null if none has. Managers lag behind one another; a backup is restored. */
    private String goneBack(Snapshot now) {
        Service service = goneBack(before.services(), now.services(), Service::id, Service::version);
        if (service != null) {
            return "service " + service.name();
        }
        Task task = goneBack(before.tasks(), now.tasks(), Task::id, Task::version);
        if (task != null) {
            return "task " + task.id();
        }
        Node node = goneBack(before.nodes(), now.nodes(), Node::id, Node::version);
        return node == null ? null : "node " + node.id();
    }

    private static <T> T goneBack(List<T> before, List<T> now, Function<T, String> id, ToLongFunction<T> version) {
        Difference<T> difference = Difference.between(before, now);
        Map<String, Long> versions = new HashMap<>();
        difference.gone().forEach(one -> versions.put(id.apply(one), version.applyAsLong(one)));
        for (T one : difference.come()) {
            Long known = versions.get(id.apply(one));
            if (known != null && version.applyAsLong(one) > 0 && version.applyAsLong(one) < known) {
                return one;
            }
        }
        return null;
    }

    // ------------------------------------------------------------------------------------------ what vanishes

    private void noteInterruption(Snapshot now, long time) {
        if (interrupted
                || before != null
                        && (!now.endpoint().equals(before.endpoint())
                                || !leader(now).equals(leader(before)))) {
            interrupted = false;
            wasInterrupted = true;
            interruptedUntil = time + JUST_BEFORE.toNanos();
        }
        wasInterrupted &= interruptedUntil - time >= 0;
    }

    private static String leader(Snapshot snapshot) {
        return snapshot.nodes().stream()
                .filter(Node::leader)
                .map(Node::id)
                .findFirst()
                .orElse("");
    }

    private List<Task> held(Snapshot now, long time) {
        noteChanges(now, time);
        if (now.tasks().equals(before.tasks())) {
            return List.of();
        }
        Explanations explanations = new Explanations(now, this::hasChangedLately);
        Map<String, Node> nodesBefore = Explanations.nodes(before);
        List<Task> held = new ArrayList<>();
        List<Task> fresh = new ArrayList<>();
        boolean gap = explanations.nothingIsReady();
        int ready = 0;
        for (Task task : before.tasks()) {
            if (!task.ready()
                    || explanations.hasReady(task.serviceId()) && Explanations.isLost(nodesBefore.get(task.nodeId()))) {
                // Others are answered in place of what a lost node had: that the node is back is no reason to answer it
                // again.
                continue;
            }
            Hold hold = holds.get(task.id());
            ready += hold == null ? 1 : 0;
            if (explanations.isReady(task) || explanations.explain(task)) {
                continue;
            }
            if (hold == null) {
                fresh.add(task);
            } else if (time - hold.since() < limit.toNanos() && (gap || hold.gap() || !explanations.isReplaced(task))) {
                held.add(task);
            }
        }
        if (wasInterrupted || fresh.size() >= FEWEST && fresh.size() * 2 > ready) {
            for (Task task : fresh) {
                if (gap || !explanations.isReplaced(task)) {
                    holds.put(task.id(), new Hold(time, gap));
                    held.add(task);
                }
            }
        }
        return held;
    }

    private void noteChanges(Snapshot now, long time) {
        Map<String, Service> old = new HashMap<>();
        before.services().forEach(service -> old.put(service.id(), service));
        for (Service service : now.services()) {
            Service known = old.get(service.id());
            if (known != null && (service.version() != known.version() || service.desired() != known.desired())) {
                changedAt.put(service.id(), time);
            }
        }
        changedAt.values().removeIf(at -> time - at >= SETTLING.toNanos());
    }

    private boolean hasChangedLately(Service service) {
        return changedAt.containsKey(service.id());
    }
}
