package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds what CI installs against what the tests run: no more and no less. */
class CiPackagesTest {

    private static final Pattern PACKAGES = Pattern.compile("(?m)^packages=\\(([^)]*)\\)$");

    @Test
    void ciInstallsWhatTheTestsRun() throws Exception {
        Matcher list = PACKAGES.matcher(Files.readString(Path.of(".ci/run")));
        assertThat(list.find()).as("a list of packages in .ci/run").isTrue();

        assertThat(List.of(list.group(1).strip().split("\\s+")))
                .containsExactlyInAnyOrderElementsOf(Packages.toInstall());
    }
}
