package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the README's table of settings against the settings. */
class ReadmeTest {

    @Test
    void configurationTableIsWhatTheProgramKnows() throws Exception {
        List<String> expected = Keys.ALL.stream().map(ReadmeTest::row).toList();
        List<String> found = Files.readString(Path.of("README.md"))
                .lines()
                .filter(line -> line.matches("\\| [^|]+ \\| `wagl\\.[^|]+ \\|.*"))
                .toList();
        assertThat(found)
                .as("the table should be:\n%s\n", String.join("\n", expected))
                .isEqualTo(expected);
    }

    private static String row(Key<?> key) {
        return "| %s | `%s` | %s | %s |"
                .formatted(
                        key.flag() ? "`" + key.flagName() + "`" : "-", key.property(), key.shownFallback(), key.note());
    }
}
