package dev.wagl.discovery;

import dev.wagl.swarm.Printable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is left out and what is odd while a snapshot is projected: of most services there is nothing to tell. */
final class Findings {

    private static final Comparator<LeftOut> ORDER = Comparator.comparing(LeftOut::kind)
            .thenComparing(LeftOut::name)
            .thenComparing(LeftOut::reason)
            .thenComparing(LeftOut::text);

    private final List<LeftOut> leftOut = new ArrayList<>(0);
    private final List<String> warnings = new ArrayList<>(0);

    void leaveOutService(String name, Reason reason, String text) {
        leftOut.add(new LeftOut(LeftOut.Kind.SERVICE, name, reason, Printable.of(text)));
    }

    void leaveOutNode(String name, Reason reason, String text) {
        leftOut.add(new LeftOut(LeftOut.Kind.NODE, name, reason, Printable.of(text)));
    }

    void warnOfService(String name, String text) {
        warnings.add(Printable.of("service " + name + ": " + text));
    }

    void addAll(Findings others) {
        leftOut.addAll(others.leftOut);
        warnings.addAll(others.warnings);
    }

    /** Sorted, each once. */
    List<LeftOut> leftOut() {
        return leftOut.stream().distinct().sorted(ORDER).toList();
    }

    /** Sorted, each once. */
    List<String> warnings() {
        return warnings.stream().distinct().sorted().toList();
    }
}
