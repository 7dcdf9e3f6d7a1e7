package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelpTest {

    @Test
    void tellsEveryKeyWithItsDefault() {
        String unwrapped = Help.text().replaceAll("\\s+", " ");
        for (Key<?> key : Keys.ALL) {
            assertThat(unwrapped)
                    .contains(" " + key.label())
                    .contains((key.note() + " (default: " + key.shownFallback() + ")").replace("`", ""));
        }
    }

    @Test
    void fitsATerminal() {
        assertThat(Help.text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void isPlainText() {
        assertThat(Help.text())
                .doesNotContain("`")
                .doesNotContain("\u001b")
                .doesNotContain("null")
                .endsWith("\n");
    }
}
