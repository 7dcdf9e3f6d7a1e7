package dev.wagl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Properties and variables that look like settings of wagl and are none: said once at start, since they have no effect. */
final class UnknownNames {

    private static final String PROPERTY = "wagl.";
    private static final String VARIABLE = "WAGL_";

    /** Without what they all begin with, which says nothing about how close two of them are. */
    private static final Set<String> PROPERTIES = Keys.ALL.stream()
            .map(key -> key.property().substring(PROPERTY.length()))
            .collect(Collectors.toSet());

    private static final Set<String> VARIABLES = Keys.ALL.stream()
            .map(key -> key.variable().substring(VARIABLE.length()))
            .collect(Collectors.toSet());

    private UnknownNames() {}

    static List<String> inThisProcess() {
        return in(System.getProperties().stringPropertyNames(), System.getenv().keySet());
    }

    /**
     * A line for each. A variable must be close to a real one: Docker's links and other tools make their own that begin with
     * a container's name.
     */
    static List<String> in(Collection<String> properties, Collection<String> variables) {
        List<String> lines = new ArrayList<>();
        for (String name : new TreeSet<>(properties)) {
            String key = name.startsWith(PROPERTY) ? name.substring(PROPERTY.length()) : null;
            if (key != null && !PROPERTIES.contains(key)) {
                lines.add("-D" + name + " is no setting of wagl and has no effect"
                        + Spelling.nearest(key, PROPERTIES)
                                .map(near -> "; did you mean -D" + PROPERTY + near + "?")
                                .orElse("; wagl --help shows them all"));
            }
        }
        for (String name : new TreeSet<>(variables)) {
            String key = name.startsWith(VARIABLE) ? name.substring(VARIABLE.length()) : null;
            if (key != null && !VARIABLES.contains(key)) {
                Spelling.nearest(key, VARIABLES)
                        .ifPresent(near -> lines.add(name + " is no setting of wagl and has no effect; did you mean "
                                + VARIABLE + near + "?"));
            }
        }
        return lines;
    }
}
