package dev.wagl.real;

import dev.wagl.real.History.Answer;
import dev.wagl.real.History.Life;
import dev.wagl.real.History.Listed;
import dev.wagl.real.History.Phase;
import dev.wagl.real.History.Span;
import dev.wagl.real.History.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether answers were true: a pure function of a {@link History}. It asks of a replica only what that could know: a manager counts
 * where the replica may ask it, no cut lies between them and it answers.
 *
 * <ul>
 *   <li>EMPTY: nothing was answered though a task of the name ran during the whole bound before, and had been listed as ready;
 *       or though no manager that answers said of a task, ready just before, that it is stopped, nor has another one in its place;
 *   <li>DEAD: an address, although every manager had said for the whole bound that its task is to stop, or has; or that of a task
 *       which is dead and in no list any more, unless it vanished unexplained just after a manager was silent;
 *   <li>EARLY: nothing was answered by a replica that had told no address yet and was started when no manager answered, while these
 *       have said since of no task that it runs, and that one of the name is to;
 *   <li>FALSE: what is answered is not what all managers have listed unchanged for the whole bound, and rightly so; nor what it
 *       was while a task may have been ready that came and ended between two looks at a manager: a replica may have seen it so;
 *   <li>SILENT: no response from a replica that is up; FAILED: SERVFAIL once it had answered.
 * </ul>
 */
final class Judge {

    /** So much later than a replica may the recorder learn what a manager says. */
    private static final long RECORDED = Duration.ofMillis(600).toNanos();

    /** So long before an answer a task must have lived for it to count as running. */
    private static final long ALIVE = Duration.ofSeconds(1).toNanos();

    /** So long is a manager that forgets its tasks, or does not know them yet, not believed: well below wagl.guard. */
    private static final long GUARDED = Duration.ofSeconds(10).toNanos();

    /** So long may a task be answered that vanished unexplained after a manager's silence: wagl.guard, and what comes before it. */
    private static final long HELD = Duration.ofSeconds(20).toNanos();

    enum Rule {
        EMPTY,
        DEAD,
        EARLY,
        FALSE,
        SILENT,
        FAILED
    }

    record Violation(Rule rule, Answer answer, String text) {

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * How late an answer may be. What was answered once may not vanish for a moment, whatever these are.
     *
     * @param running how long after a task's first report as ready its name may have no address
     * @param stopped how long an address may be answered after its task's stop was reported
     * @param right after which the truth must be answered again
     */
    record Bounds(Duration running, Duration stopped, Duration right) {

        static final Bounds STRICT = new Bounds(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));

        /** Where three engines, three replicas and more share two cores, what takes long is the engine's answer to a refresh. */
        static final Bounds BUSY = new Bounds(Duration.ofSeconds(4), Duration.ofSeconds(4), Duration.ofSeconds(5));
    }

    private final Testimony testimony;
    private final long running;
    private final long stopped;
    private final long right;
    private final long zero;
    private final List<Violation> violations = new ArrayList<>();

    /** By replica's process: when it first answered with more than SERVFAIL. */
    private final Map<String, Long> readySince = new HashMap<>();

    /** The replicas' processes that have answered with an address. */
    private final Set<String> toldAddresses = new HashSet<>();

    private int judged;
    private int compared;

    private Judge(History history, Bounds bounds) {
        this.testimony = new Testimony(history);
        this.running = bounds.running().toNanos();
        this.stopped = bounds.stopped().toNanos();
        this.right = bounds.right().toNanos();
        List<Answer> answers = history.answers();
        this.zero = answers.isEmpty() ? 0 : answers.get(0).sent();
    }

    /**
     * What came of it.
     *
     * @param violations in the order of the answers
     * @param judged answers of replicas that were up
     * @param compared answers of which the whole truth was known
     */
    record Verdict(List<Violation> violations, int judged, int compared) {

        @Override
        public String toString() {
            Map<Rule, Long> rules = new TreeMap<>();
            violations.forEach(violation -> rules.merge(violation.rule(), 1L, Long::sum));
            return judged + " answers judged, " + compared + " of them held against the whole truth, "
                    + violations.size() + " violations " + rules;
        }
    }

    static Verdict judge(History history, Bounds bounds) {
        Judge judge = new Judge(history, bounds);
        for (Answer answer : history.answers()) {
            judge.judge(answer);
        }
        return new Verdict(judge.violations, judge.judged, judge.compared);
    }

    private void judge(Answer answer) {
        Span life = testimony.upAt(answer);
        if (life == null) {
            return;
        }
        judged++;
        String process = answer.replica() + ' ' + life.from();
        switch (answer.status()) {
            case History.TIMEOUT -> {
                if (readySince.containsKey(process) && readySince.get(process) < answer.sent()) {
                    blame(Rule.SILENT, answer, "no response, and its process was there all the time");
                }
            }
            case "SERVFAIL" -> {
                if (readySince.containsKey(process) && readySince.get(process) < answer.sent()) {
                    blame(Rule.FAILED, answer, "after it had answered already");
                }
            }
            default -> {
                readySince.putIfAbsent(process, answer.received());
                if (!answer.empty()) {
                    toldAddresses.add(process);
                } else {
                    judgeEmpty(answer, life);
                    if (!toldAddresses.contains(process)) {
                        judgeEarly(answer, life);
                    }
                }
                judgeDead(answer);
                judgeFalse(answer);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- EMPTY

    private void judgeEmpty(Answer answer, Span process) {
        List<View> said = said(answer);
        for (Life life : testimony.lives(answer.name())) {
            String task = life.task();
            if (testimony.knownSince(answer.replica(), process, answer.name(), task, running) > answer.sent()
                    || said.stream().anyMatch(view -> excuses(view, answer.name(), task))) {
                continue;
            }
            if (life.during(answer.sent() - ALIVE, answer.received())) {
                blame(Rule.EMPTY, answer, "task " + task + " ran for " + seconds(ALIVE) + " before");
                return;
            }
            if (said.stream().anyMatch(view -> says(view, answer.name(), task, Phase.READY))
                    && said.stream()
                            .noneMatch(view -> says(view, answer.name(), task, Phase.DRAINING)
                                    || says(view, answer.name(), task, Phase.REPLACED))) {
                blame(Rule.EMPTY, answer, "task " + task + " was ready, and nobody says that it has stopped");
                return;
            }
        }
    }

    /** What any manager has said lately, and until the recorder has heard it, too. */
    private List<View> said(Answer answer) {
        List<View> said = new ArrayList<>();
        for (String manager : testimony.managers()) {
            for (View view : testimony.between(manager, answer.sent() - GUARDED, answer.received() + RECORDED)) {
                if (view.answered()) {
                    said.add(view);
                }
            }
        }
        return said;
    }

    private static boolean excuses(View view, String name, String task) {
        return !view.tasks().containsKey(name) || says(view, name, task, Phase.STOPPED);
    }

    private static boolean says(View view, String name, String task, Phase phase) {
        Listed listed = view.task(name, task);
        return listed != null && listed.phase() == phase;
    }

    // ---------------------------------------------------------------------------------------------------- EARLY

    /** It knows nothing of before: that nothing runs is all that managers say for some seconds after their start. */
    private void judgeEarly(Answer answer, Span process) {
        List<View> heard = new ArrayList<>();
        List<List<View>> each = new ArrayList<>();
        for (String manager : testimony.endpoints(answer.replica())) {
            List<View> its = testimony.betweenAndNext(manager, process.from(), answer.received());
            if (its.isEmpty()
                    || its.get(0).answered()
                    || testimony.betweenAndNext(manager, answer.sent(), answer.received()).stream()
                            .anyMatch(view -> view.answered() && !wants(view, answer.name()))) {
                return;
            }
            its.stream().filter(View::answered).forEach(heard::add);
            each.add(its);
        }
        long since = heard.stream().mapToLong(View::begun).min().orElse(Long.MIN_VALUE);
        if (since > answer.sent() - GUARDED
                && heard.stream().noneMatch(testimony::namesOneThatRuns)
                && each.stream().noneMatch(testimony::passesOverOneThatRan)) {
            blame(Rule.EARLY, answer, "a manager answers again, and none has named a task yet that runs");
        }
    }

    private static boolean wants(View view, String name) {
        return view.of(name).stream()
                .anyMatch(listed -> listed.phase() == Phase.COMING || listed.phase() == Phase.READY);
    }

    // ---------------------------------------------------------------------------------------------------- DEAD

    private void judgeDead(Answer answer) {
        Window window = window(answer, stopped, 0);
        if (!window.answered) {
            return;
        }
        for (String address : answer.addresses()) {
            Set<String> tasks = testimony.withAddress(answer.name(), address);
            if (window.allSayGone(answer.name(), tasks, address)) {
                blame(
                        Rule.DEAD,
                        answer,
                        tasks.isEmpty()
                                ? address + " was never an address of it"
                                : address + " is of " + tasks + ", whose stop was reported " + seconds(stopped)
                                        + " before");
                return;
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- FALSE

    private void judgeFalse(Answer answer) {
        Window window = window(answer, right, RECORDED);
        if (!window.answered) {
            return;
        }
        View first = window.views.get(0);
        boolean exists = first.tasks().containsKey(answer.name());
        Set<String> expected = first.addresses(answer.name());
        for (View view : window.views) {
            if (view.tasks().containsKey(answer.name()) != exists
                    || !view.addresses(answer.name()).equals(expected)
                    || !testimony.isRight(view, answer.name())) {
                return;
            }
        }
        String status = exists ? "NOERROR" : "NXDOMAIN";
        boolean so = answer.status().equals(status) && answer.addresses().equals(expected);
        if (mayBeHeld(answer, expected) || !so && mayHaveBeenSo(answer)) {
            return;
        }
        compared++;
        if (!so) {
            blame(
                    Rule.FALSE,
                    answer,
                    "for " + seconds(right) + " every manager has said " + status + ' ' + expected + ", and it was so");
        }
    }

    /** Whether it is what a manager said lately of who is ready, and tasks that may have been ready before it was asked again. */
    private boolean mayHaveBeenSo(Answer answer) {
        Set<String> passedOver = new HashSet<>();
        List<View> said = new ArrayList<>();
        for (String manager : testimony.endpoints(answer.replica())) {
            List<View> its = testimony.betweenAndNext(manager, answer.sent() - right, answer.received());
            passedOver.addAll(testimony.passedOver(its, answer.name()));
            its.stream().filter(View::answered).forEach(said::add);
        }
        return said.stream().map(view -> view.ready(answer.name())).anyMatch(ready -> {
            // While one is ready nothing that drains is answered.
            Set<String> beyond = new HashSet<>(answer.addresses());
            beyond.removeAll(ready);
            return !beyond.isEmpty()
                    && passedOver.containsAll(beyond)
                    && answer.addresses().containsAll(ready);
        });
    }

    // ---------------------------------------------------------------------------------------------------- the guard

    /** Whether what is answered beyond what is listed are tasks that may be held. */
    private boolean mayBeHeld(Answer answer, Set<String> listed) {
        Set<String> beyond = new HashSet<>(answer.addresses());
        beyond.removeAll(listed);
        return !beyond.isEmpty()
                && answer.addresses().containsAll(listed)
                && beyond.stream()
                        .allMatch(address -> testimony.withAddress(answer.name(), address).stream()
                                .anyMatch(task -> mayBeHeld(answer, task)));
    }

    /** Whether it was ready, no manager has said since that it is to stop or has, and one of them was silent for a while. */
    private boolean mayBeHeld(Answer answer, String task) {
        boolean ready = false;
        boolean silence = false;
        for (String manager : testimony.managers()) {
            for (View view : testimony.between(manager, answer.sent() - HELD, answer.received() + RECORDED)) {
                silence |= !view.answered();
                if (view.answered()) {
                    ready |= says(view, answer.name(), task, Phase.READY);
                    if (says(view, answer.name(), task, Phase.STOPPED)
                            || says(view, answer.name(), task, Phase.DRAINING)) {
                        return false;
                    }
                }
            }
        }
        return ready && silence;
    }

    // ---------------------------------------------------------------------------------------------------- managers

    /** What the managers that a replica could ask have said in the time before an answer. */
    private final class Window {

        private final Answer answer;
        private final List<View> views = new ArrayList<>();

        /** Whether one of them answered, and could be asked, all the time. */
        private boolean answered;

        Window(Answer answer) {
            this.answer = answer;
        }

        boolean allSayGone(String name, Set<String> tasks, String address) {
            for (View view : views) {
                for (String task : tasks) {
                    if (!saysGone(view, name, task, address)) {
                        return false;
                    }
                }
            }
            return true;
        }

        private boolean saysGone(View view, String name, String task, String address) {
            if (view.addresses(name).contains(address)) {
                return false;
            }
            // One that is in no list any more, and whose container lives, has not been reported as stopped.
            Listed listed = view.task(name, task);
            return listed != null && listed.phase() != Phase.REPLACED
                    ? listed.phase() == Phase.STOPPED || listed.phase() == Phase.DRAINING
                    : !(view.tasks().containsKey(name)
                            && (testimony.lived(view, name, task) || mayBeHeld(answer, task)));
        }
    }

    private Window window(Answer answer, long before, long after) {
        Window window = new Window(answer);
        long from = answer.sent() - before;
        long to = answer.received() + after;
        for (String manager : testimony.endpoints(answer.replica())) {
            if (!testimony.reachable(answer.replica(), manager, from, answer.received())) {
                continue;
            }
            for (View view : testimony.between(manager, from, to)) {
                if (view.answered()) {
                    window.views.add(view);
                }
            }
            window.answered |= testimony.answers(manager, from, answer.received());
        }
        return window;
    }

    // ---------------------------------------------------------------------------------------------------- in words

    private void blame(Rule rule, Answer answer, String why) {
        StringBuilder text = new StringBuilder();
        text.append(rule).append(" at ").append(seconds(answer.sent() - zero));
        text.append(": ").append(answer.replica()).append(" answered for ").append(answer.name());
        text.append(": ").append(answer.status()).append(' ').append(answer.addresses());
        text.append(" (after ")
                .append(seconds(answer.received() - answer.sent()))
                .append("); ");
        text.append(why).append("; really ran:");
        for (Life life : testimony.lives(answer.name())) {
            if (life.start() <= answer.received() && life.end() >= answer.sent()) {
                text.append(' ').append(life.task());
            }
        }
        for (String manager : testimony.managers()) {
            List<View> before = testimony.between(manager, answer.sent(), answer.sent());
            View last = before.isEmpty() ? null : before.get(before.size() - 1);
            text.append("; ").append(manager).append(" said ");
            if (last == null || !last.answered()) {
                text.append("nothing");
            } else {
                text.append(seconds(answer.sent() - last.begun())).append(" before ");
                text.append(last.tasks().get(answer.name()));
            }
        }
        violations.add(new Violation(rule, answer, text.toString()));
    }

    private static String seconds(long nanos) {
        return Math.round(nanos / 1e7) / 100.0 + " s";
    }
}
