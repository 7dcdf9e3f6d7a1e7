package dev.wagl.discovery;

import dev.wagl.swarm.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Collects what is left out and what is odd, each once, while a snapshot is projected. */
final class Findings {

    private static final Comparator<LeftOut> ORDER = Comparator.comparing(LeftOut::kind)
            .thenComparing(LeftOut::name)
            .thenComparing(LeftOut::reason)
            .thenComparing(LeftOut::text);

    private final Set<LeftOut> leftOut = new TreeSet<>(ORDER);
    private final Set<String> warnings = new TreeSet<>();

    void leaveOutService(String name, Reason reason, String text) {
        leftOut.add(new LeftOut(LeftOut.Kind.SERVICE, name, reason, Printable.of(text)));
    }

    void leaveOutNode(String name, Reason reason, String text) {
        leftOut.add(new LeftOut(LeftOut.Kind.NODE, name, reason, Printable.of(text)));
    }

    void warnOfService(String name, String text) {
        warnings.add(Printable.of("service " + name + ": " + text));
    }

    List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }
}
