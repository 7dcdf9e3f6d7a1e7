package dev.wagl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;

/** What this process was given, known before Quarkus starts: flags over system properties over environment over files. */
final class ProcessValues {

    /** With one of these, values can stand where only Quarkus' own reading finds them. */
    private static final List<String> REDIRECTIONS = List.of(
            "quarkus.profile",
            "quarkus.config.locations",
            "quarkus.config.profile.parent",
            "smallrye.config.profile",
            "smallrye.config.locations");

    private ProcessValues() {}

    /**
     * Where there is no file, no profile and no expression, two look-ups find what Quarkus' own reading would find. That one
     * costs more than a health check may.
     */
    static Function<Key<?>, Given> of(Map<Key<?>, Given> flags) {
        Function<Key<?>, Given> below =
                isPlain() ? ProcessValues::find : new ConfiguredValues(ConfigProvider.getConfig())::find;
        return key -> flags.containsKey(key) ? flags.get(key) : below.apply(key);
    }

    private static boolean isPlain() {
        return !Files.exists(Path.of("config"))
                && !Files.exists(Path.of(".env"))
                && REDIRECTIONS.stream().allMatch(name -> System.getProperty(name) == null && variable(name) == null)
                && Keys.ALL.stream().map(ProcessValues::find).noneMatch(ProcessValues::isExpression);
    }

    private static boolean isExpression(Given given) {
        return given != null && given.value().contains("${");
    }

    private static Given find(Key<?> key) {
        String property = System.getProperty(key.property());
        String variable = property != null ? null : variable(key.property());
        String value = property != null ? property : variable != null ? System.getenv(variable) : "";
        if (value.isBlank()) {
            return null;
        }
        return new Given(property != null ? "-D" + key.property() : variable, value.strip());
    }

    /** The environment variable that holds the property, in the spellings of MicroProfile Config; null: none does. */
    static String variable(String property) {
        String underscores = property.replaceAll("[^A-Za-z0-9]", "_");
        for (String name : List.of(property, underscores, underscores.toUpperCase(Locale.ROOT))) {
            if (System.getenv(name) != null) {
                return name;
            }
        }
        return null;
    }
}
