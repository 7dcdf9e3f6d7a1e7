package dev.wagl;

import java.net.URI;
import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** What is configured the way Quarkus sees it: system properties over environment over files, with their profiles. */
final class ConfiguredValues {

    private final Config config;

    ConfiguredValues(Config config) {
        this.config = config;
    }

    /** Null: nothing is given. */
    Given find(Key<?> key) {
        ConfigValue found = config.getConfigValue(key.property());
        String raw = found.getRawValue();
        if (raw == null || raw.isBlank()) {
            return null;
        }
        if (found.getValue() == null) {
            throw given(key, found, raw).bad("refers to something that is not set");
        }
        return found.getValue().isBlank() ? null : given(key, found, found.getValue());
    }

    private static Given given(Key<?> key, ConfigValue found, String value) {
        String source = found.getSourceName();
        if (source.startsWith("SysProp")) {
            return new Given("-D" + key.property(), value.strip());
        }
        if (source.startsWith("Env")) {
            String variable = ProcessValues.variable(key.property());
            return new Given(variable != null ? variable : key.variable(), value.strip());
        }
        return new Given(key.property(), value.strip(), file(source));
    }

    private static String file(String source) {
        String location = source.replaceFirst("^\\w+\\[source=(.*)]$", "$1");
        return location.startsWith("file:") ? Path.of(URI.create(location)).toString() : location;
    }
}
