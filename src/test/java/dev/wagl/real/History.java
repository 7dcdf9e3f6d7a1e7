package dev.wagl.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was recorded while replicas were asked: their answers, what the managers listed meanwhile, and which containers lived. Times
 * are those of {@link System#nanoTime}. A replica and the manager on its machine have the machine's name.
 */
final class History {

    /** What became of a question, where no response tells. */
    static final String TIMEOUT = "TIMEOUT";

    /**
     * A question for the addresses of a name, and what came of it.
     *
     * @param name without the zone
     * @param status an RCODE in words, or {@link #TIMEOUT}
     */
    record Answer(long sent, long received, String replica, String name, String status, Set<String> addresses) {

        /** Whether it says that there is nothing. */
        boolean empty() {
            return status.equals("NXDOMAIN") || status.equals("NOERROR") && addresses.isEmpty();
        }
    }

    /** What a manager says of a task. */
    enum Phase {
        /** To run, and not yet ready. */
        COMING,
        READY,
        /** Runs, and is to be stopped. */
        DRAINING,
        /** Has ended, or was never to begin, or its node is down. */
        STOPPED,
        /** Is in no list any more, and another one has its place: that is made once a task is to stop, and not before. */
        REPLACED
    }

    /** A task in a list, with the address that counts for the name. */
    record Listed(String task, String address, Phase phase) {}

    /**
     * One manager's lists.
     *
     * @param tasks by name, those of each service that exists; null if it did not answer
     */
    record View(long begun, long ended, String manager, Map<String, List<Listed>> tasks) {

        boolean answered() {
            return tasks != null;
        }

        List<Listed> of(String name) {
            return tasks.getOrDefault(name, List.of());
        }

        /** What a name server that follows these lists answers: what drains only if nothing is ready. */
        Set<String> addresses(String name) {
            Set<String> ready = ready(name);
            return ready.isEmpty() ? addresses(name, Phase.DRAINING) : ready;
        }

        Set<String> ready(String name) {
            return addresses(name, Phase.READY);
        }

        private Set<String> addresses(String name, Phase phase) {
            Set<String> addresses = new TreeSet<>();
            for (Listed listed : of(name)) {
                if (listed.phase() == phase) {
                    addresses.add(listed.address());
                }
            }
            return addresses;
        }

        Listed task(String name, String task) {
            for (Listed listed : of(name)) {
                if (listed.task().equals(task)) {
                    return listed;
                }
            }
            return null;
        }
    }

    /**
     * A container's life.
     *
     * @param end when it was told to end, or else was last seen alive; {@link Long#MAX_VALUE} if it lives
     */
    record Life(String task, String name, long start, long end) {

        boolean during(long from, long to) {
            return start <= from && end >= to;
        }
    }

    /** A stretch of time of one machine: a wagl there was up, or it was cut off from the others. */
    record Span(String machine, long from, long to) {

        boolean covers(long begin, long end) {
            return from <= begin && to >= end;
        }

        boolean touches(long begin, long end) {
            return from <= end && to >= begin;
        }
    }

    private final List<Answer> answers = new ArrayList<>();
    private final Map<String, List<View>> views = new TreeMap<>();
    private final Map<String, Life> lives = new LinkedHashMap<>();
    private final List<Span> up = new ArrayList<>();
    private final List<Span> cut = new ArrayList<>();
    private final Map<String, Set<String>> endpoints = new TreeMap<>();

    synchronized void add(Answer answer) {
        answers.add(answer);
    }

    /** In their order, for each manager. */
    synchronized void add(View view) {
        views.computeIfAbsent(view.manager(), manager -> new ArrayList<>()).add(view);
    }

    /** Again if its end was not known. */
    synchronized void put(Life life) {
        lives.put(life.task(), life);
    }

    /** From the start of a replica's process to just before its end, or before it was frozen. */
    synchronized void up(Span span) {
        up.add(span);
    }

    /** No packet went between this machine and any other. */
    synchronized void cut(Span span) {
        cut.add(span);
    }

    /** The managers that a replica asks. */
    synchronized void endpoints(String replica, Set<String> managers) {
        endpoints.put(replica, managers);
    }

    /** In the order in which they were sent. */
    synchronized List<Answer> answers() {
        List<Answer> sorted = new ArrayList<>(answers);
        sorted.sort(Comparator.comparingLong(Answer::sent));
        return sorted;
    }

    synchronized Set<String> managers() {
        return new TreeSet<>(views.keySet());
    }

    synchronized List<View> views(String manager) {
        return List.copyOf(views.getOrDefault(manager, List.of()));
    }

    synchronized List<Life> lives() {
        return List.copyOf(lives.values());
    }

    synchronized List<Span> up() {
        return List.copyOf(up);
    }

    synchronized List<Span> cut() {
        return List.copyOf(cut);
    }

    synchronized Set<String> endpoints(String replica) {
        return endpoints.getOrDefault(replica, Set.of());
    }

    /** Writes it into files, a line for each record. */
    void save(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve("answers.txt"), lines(answers()));
        Files.write(directory.resolve("lives.txt"), lines(lives()));
        for (String manager : managers()) {
            Files.write(directory.resolve(manager + "-lists.txt"), lines(views(manager)));
        }
    }

    private static List<String> lines(List<?> records) {
        return records.stream().map(Object::toString).toList();
    }
}
