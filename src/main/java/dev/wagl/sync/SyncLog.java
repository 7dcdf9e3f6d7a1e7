package dev.wagl.sync;

import dev.wagl.dns.Name;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Task;
import dev.wagl.zone.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The log of the sync: one line per change of state, none per refresh. What was said once is not said again until it has been
 * untrue in between.
 */
final class SyncLog {

    /** More complaints of one kind in one refresh are counted, not listed. */
    static final int MOST_LINES = 20;

    /** With more reasons in one outage it begins to repeat itself. */
    private static final int MOST_REASONS = 100;

    /** More names in one line are counted, not listed. */
    static final int MOST_NAMES = 5;

    /** Labels directly below the apex, below which the server has names of its own. */
    private static final List<String> OWN = List.of("addr", "node");

    private final Logger log;
    private Set<String> failure = Set.of();
    private Set<String> held = Set.of();
    private String untold = "";
    private Set<String> leftOut = Set.of();
    private Set<String> warnings = Set.of();

    SyncLog(Logger log) {
        this.log = log;
    }

    /** @param serving whether there is a zone that goes on being served */
    void failed(String reason, boolean serving) {
        if (isNew(reason)) {
            log.warnf(
                    "sync failed: %s; %s",
                    reason,
                    serving ? "the zone stays as it was" : "no zone yet: answering SERVFAIL until a sync succeeds");
        }
    }

    /** A failure that is a defect of ours: said with its stack trace, once. */
    void broke(String reason, Throwable defect) {
        if (isNew(reason)) {
            log.errorf(defect, "sync failed: %s; this is a defect of wagl", reason);
        }
    }

    /** A defect of ours that concerns only what is said and measured, not the zone: said with its stack trace, once. */
    void untold(Throwable defect) {
        if (!untold.equals(defect.toString())) {
            untold = defect.toString();
            log.errorf(defect, "the sync succeeded but cannot tell of it: %s; this is a defect of wagl", defect);
        }
    }

    /**
     * Several endpoints that fail are asked in turns, and an engine that is ill fails now so, now so: the same reasons in
     * another order are nothing new.
     */
    private boolean isNew(String reason) {
        Set<String> said = failure.size() > MOST_REASONS ? new HashSet<>() : new HashSet<>(failure);
        boolean fresh = said.addAll(List.of(reason.split("; ")));
        failure = said;
        return fresh;
    }

    void succeeded(String endpoint) {
        if (!failure.isEmpty()) {
            failure = Set.of();
            log.infof("sync recovered: %s answers", endpoint);
        }
    }

    /**
     * @param tasks all that are held now
     * @param services among them theirs
     */
    void held(List<Task> tasks, List<Service> services) {
        Set<String> ids = new HashSet<>();
        tasks.forEach(task -> ids.add(task.id()));
        if (!held.containsAll(ids)) {
            log.warnf(
                    "held: %d ready tasks have vanished and nothing says why (%s): answered on for the time being (wagl.guard)",
                    ids.size(), perService(tasks, services));
        } else if (ids.isEmpty() && !held.isEmpty()) {
            log.info("no task is held any more");
        }
        held = ids;
    }

    private static String perService(List<Task> tasks, List<Service> services) {
        Map<String, Integer> counts = new HashMap<>();
        tasks.forEach(task -> counts.merge(task.serviceId(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        for (Service service : services) {
            if (counts.containsKey(service.id())) {
                parts.add(service.name() + " " + counts.get(service.id()));
            }
        }
        int shown = Math.min(parts.size(), MOST_NAMES);
        return String.join(", ", parts.subList(0, shown))
                + (parts.size() > shown ? ", " + (parts.size() - shown) + " more services" : "");
    }

    void published(Zone zone, ZoneChange change) {
        if (log.isInfoEnabled()) {
            log.infof(
                    "published: generation %s, serial %d, %d names%s%s%s",
                    zone.generationText(),
                    zone.soaSerial(),
                    zone.names(),
                    names(" +", change.added(), zone.apex()),
                    names(" -", change.removed(), zone.apex()),
                    names(" ~", change.changed(), zone.apex()));
        }
    }

    private static String names(String sign, List<Name> names, Name apex) {
        if (names.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(",");
        for (Name name : servicesFirst(names, apex).subList(0, Math.min(names.size(), MOST_NAMES))) {
            text.append(sign).append(name);
        }
        if (names.size() > MOST_NAMES) {
            text.append(sign).append(names.size() - MOST_NAMES).append(" more");
        }
        return text.toString();
    }

    /** The names of services, then those that follow from them: of SRV records, of what is below another one, our own. */
    private static List<Name> servicesFirst(List<Name> names, Name apex) {
        Set<Name> all = new HashSet<>(names);
        List<Name> sorted = new ArrayList<>(names.size());
        List<Name> others = new ArrayList<>();
        for (Name name : names) {
            boolean service = !name.firstLabel().startsWith("_") && !isOwn(name, apex) && !all.contains(name.parent());
            (service ? sorted : others).add(name);
        }
        sorted.addAll(others);
        return sorted;
    }

    private static boolean isOwn(Name name, Name apex) {
        return OWN.stream().anyMatch(label -> name.isAtOrBelow(apex.child(label)));
    }

    /** @param now everything that is left out, one line each */
    void leftOut(List<String> now) {
        leftOut = sayNew("left out", leftOut, now);
    }

    /** @param now everything that is warned of, one line each */
    void warnings(List<String> now) {
        warnings = sayNew("warning", warnings, now);
    }

    private Set<String> sayNew(String kind, Set<String> before, List<String> now) {
        if (now.isEmpty()) {
            return Set.of();
        }
        Set<String> fresh = new LinkedHashSet<>(now);
        fresh.removeAll(before);
        int said = 0;
        for (String line : fresh) {
            if (said++ == MOST_LINES) {
                log.warnf("%s: %d more", kind, fresh.size() - MOST_LINES);
                break;
            }
            log.warnf("%s: %s", kind, line);
        }
        return new HashSet<>(now);
    }
}
