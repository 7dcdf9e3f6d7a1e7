package dev.wagl.real;

import dev.wagl.real.History.Answer;
import dev.wagl.real.History.Life;
import dev.wagl.real.History.Listed;
import dev.wagl.real.History.Phase;
import dev.wagl.real.History.Span;
import dev.wagl.real.History.View;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A history that is over, by what the judge asks of it: who said what, who could ask whom, and what lived. */
final class Testimony {

    /** So often at least a manager that answers was asked. */
    static final long GAP = Duration.ofSeconds(1).toNanos();

    private final History history;
    private final List<Span> up;
    private final List<Span> cut;
    private final Map<String, List<View>> views = new TreeMap<>();

    /** By name and task. */
    private final Map<String, Map<String, Life>> lives = new HashMap<>();

    /** When any manager first called a task ready. */
    private final Map<String, Long> firstReady = new HashMap<>();

    /** The tasks that ever had an address, by name and address. */
    private final Map<String, Map<String, Set<String>>> withAddress = new HashMap<>();

    /** Of views that were looked at: the names of which they are right, and wrong. */
    private final Map<View, Map<String, Boolean>> right = new IdentityHashMap<>();

    /** When a replica had to know of a task that it is ready, by replica and task. */
    private final Map<String, Long> known = new HashMap<>();

    Testimony(History history) {
        this.history = history;
        this.up = history.up();
        this.cut = history.cut();
        for (String manager : history.managers()) {
            views.put(manager, history.views(manager));
        }
        for (Life life : history.lives()) {
            lives.computeIfAbsent(life.name(), name -> new TreeMap<>()).put(life.task(), life);
        }
        views.values().forEach(all -> all.stream().filter(View::answered).forEach(this::learn));
    }

    private void learn(View view) {
        view.tasks().forEach((name, tasks) -> {
            for (Listed listed : tasks) {
                withAddress
                        .computeIfAbsent(name, any -> new HashMap<>())
                        .computeIfAbsent(listed.address(), any -> new HashSet<>())
                        .add(listed.task());
                if (listed.phase() == Phase.READY) {
                    firstReady.merge(listed.task(), view.ended(), Math::min);
                }
            }
        });
    }

    Set<String> managers() {
        return views.keySet();
    }

    /** The managers that a replica asks. */
    Set<String> endpoints(String replica) {
        return history.endpoints(replica);
    }

    Collection<Life> lives(String name) {
        return lives.getOrDefault(name, Map.of()).values();
    }

    /** All tasks of a name that ever had it. */
    Set<String> withAddress(String name, String address) {
        return withAddress.getOrDefault(name, Map.of()).getOrDefault(address, Set.of());
    }

    /** The span of the replica's process that covers the question and the answer; null if it was down, or came or went. */
    Span upAt(Answer answer) {
        for (Span span : up) {
            if (span.machine().equals(answer.replica()) && span.covers(answer.sent(), answer.received())) {
                return span;
            }
        }
        return null;
    }

    boolean reachable(String replica, String manager, long from, long to) {
        return replica.equals(manager)
                || cut.stream()
                        .noneMatch(span -> (span.machine().equals(replica)
                                        || span.machine().equals(manager))
                                && span.touches(from, to));
    }

    /** Whether it answered each time it was asked, and was asked all the time. */
    boolean answers(String manager, long from, long to) {
        List<View> asked = between(manager, from, to);
        if (asked.isEmpty() || asked.get(0).begun() > from) {
            return false;
        }
        long last = from;
        for (View view : asked) {
            if (!view.answered() || view.begun() - last > GAP) {
                return false;
            }
            last = view.ended();
        }
        return to - last <= GAP;
    }

    /** Those that were read within a time, and what was known when it began. */
    List<View> between(String manager, long from, long to) {
        List<View> all = views.getOrDefault(manager, List.of());
        int end = firstFrom(all, from);
        int first = Math.max(0, end - 1);
        while (end < all.size() && all.get(end).begun() <= to) {
            end++;
        }
        return all.subList(first, end);
    }

    /** Those between, and on to the next answer: what that does not say either, nobody had heard before. */
    List<View> betweenAndNext(String manager, long from, long to) {
        List<View> all = views.getOrDefault(manager, List.of());
        int first = Math.max(0, firstFrom(all, from) - 1);
        int end = firstFrom(all, to);
        while (end < all.size() && !all.get(end).answered()) {
            end++;
        }
        return all.subList(first, Math.min(end + 1, all.size()));
    }

    private static int firstFrom(List<View> views, long time) {
        int low = 0;
        int high = views.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (views.get(middle).begun() < time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The end of the first bound through which a manager called it ready, answered on and could be asked by this process. */
    long knownSince(String replica, Span process, String name, String task, long bound) {
        return known.computeIfAbsent(replica + ' ' + process.from() + ' ' + task, key -> {
            long soonest = Long.MAX_VALUE;
            for (String manager : endpoints(replica)) {
                for (View view : views.getOrDefault(manager, List.of())) {
                    long until = view.ended() + bound;
                    if (until >= soonest) {
                        break;
                    }
                    Listed listed = view.answered() && view.begun() >= process.from() ? view.task(name, task) : null;
                    if (listed != null
                            && listed.phase() == Phase.READY
                            && reachable(replica, manager, view.begun(), until)
                            && answers(manager, view.begun(), until)) {
                        soonest = until;
                    }
                }
            }
            return soonest;
        });
    }

    /** Whether a task's container lived while a manager was read. */
    boolean lived(View view, String name, String task) {
        Life life = lives.getOrDefault(name, Map.of()).get(task);
        return life != null && life.during(view.begun(), view.ended());
    }

    /** Whether a manager's lists name a task, of whatever name, that is up and lives. */
    boolean namesOneThatRuns(View view) {
        return view.tasks().entrySet().stream()
                .anyMatch(name -> name.getValue().stream()
                        .anyMatch(listed -> (listed.phase() == Phase.READY || listed.phase() == Phase.DRAINING)
                                && lived(view, name.getKey(), listed.task())));
    }

    /** Whether a task, of whatever name, is {@link #passedOver}. */
    boolean passesOverOneThatRan(List<View> views) {
        return views.stream()
                .filter(View::answered)
                .flatMap(view -> view.tasks().keySet().stream())
                .distinct()
                .anyMatch(name -> !passedOver(views, name).isEmpty());
    }

    /**
     * The addresses of the tasks that were to come in one of a manager's views and had run and ended, or were to, in the next: none
     * calls them ready, and they may have been.
     */
    Set<String> passedOver(List<View> views, String name) {
        Set<String> addresses = new HashSet<>();
        for (int i = 1; i < views.size(); i++) {
            View one = views.get(i - 1);
            View next = views.get(i);
            if (one.answered() && next.answered()) {
                for (Listed listed : one.of(name)) {
                    if (listed.phase() == Phase.COMING && hasRun(next, name, listed.task())) {
                        addresses.add(listed.address());
                    }
                }
            }
        }
        return addresses;
    }

    /** Whether it has ended, or is to; one that never began is stopped, too. */
    private boolean hasRun(View view, String name, String task) {
        Listed listed = view.task(name, task);
        if (listed == null || listed.phase() == Phase.COMING || listed.phase() == Phase.READY) {
            return false;
        }
        Life life = lives.getOrDefault(name, Map.of()).get(task);
        return listed.phase() == Phase.DRAINING || life != null && life.start() <= view.ended();
    }

    /** Whether a manager's lists are what is: what it calls ready or draining lives, and it forgets nothing that does. */
    boolean isRight(View view, String name) {
        return right.computeIfAbsent(view, any -> new HashMap<>()).computeIfAbsent(name, any -> {
            for (Life life : lives(name)) {
                Listed listed = view.task(name, life.task());
                Phase phase = listed == null ? null : listed.phase();
                boolean alive = life.during(view.begun(), view.ended());
                boolean called = phase == Phase.READY || phase == Phase.DRAINING;
                boolean wasReady = firstReady.getOrDefault(life.task(), Long.MAX_VALUE) < view.begun();
                boolean missing = phase == null || phase == Phase.REPLACED;
                boolean forgotten = wasReady && (alive && missing || phase == Phase.COMING);
                if (called && !alive || forgotten) {
                    return false;
                }
            }
            return true;
        });
    }
}
