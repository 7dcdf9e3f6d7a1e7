package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the section of decisions.md on the peers against the rules that {@link PeersIT} goes by. */
class IntendedDifferencesTest {

    private static final Path DECISIONS = Path.of("src/site/markdown/decisions.md");
    private static final String HEADING = "## Where wagl differs from NSD and Knot DNS";
    private static final Pattern RULE = Pattern.compile("(?m)^\\* \\*\\*([a-z0-9-]+)\\*\\* \\((RFC [^)]+)\\):");
    private static final Pattern BULLET = Pattern.compile("(?m)^\\* ");

    @Test
    void theDocumentHasTheRulesAndNoOthers() throws IOException {
        String section = section();

        List<String> documented = new ArrayList<>();
        for (MatchResult rule : RULE.matcher(section).results().toList()) {
            documented.add(rule.group(1) + " " + rule.group(2));
        }
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(IntendedDifference.values())
                        .map(rule -> rule.id() + " " + rule.rfc())
                        .toList())
                .hasSizeLessThanOrEqualTo(12);
        assertThat(BULLET.matcher(section).results()).as("bullets").hasSameSizeAs(documented);
    }

    @Test
    void eachRuleHasItsSection() {
        assertThat(IntendedDifference.values())
                .allSatisfy(rule -> assertThat(rule.rfc()).matches("RFC [0-9]+ [0-9]+(\\.[0-9]+)*"));
    }

    private static String section() throws IOException {
        String text = Files.readString(DECISIONS);
        int start = text.indexOf(HEADING);
        assertThat(start).as(HEADING).isPositive();
        int end = text.indexOf("\n## ", start + 1);
        return end < 0 ? text.substring(start) : text.substring(start, end);
    }
}
