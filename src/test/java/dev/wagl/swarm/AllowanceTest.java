package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What several endpoints answer at the same time is held against one limit. */
class AllowanceTest {

    private static final int HALF = 600 << 10;

    private final Allowance all = new Allowance(1 << 20);

    @Test
    void whatOneHasTakenTheOtherHasNot() throws Exception {
        Allowance one = all.part();
        Allowance other = all.part();

        one.text(HALF);
        assertThatThrownBy(() -> other.text(HALF))
                .isInstanceOf(BodyException.class)
                .hasMessageContaining("more in it than there is memory for, which is 1 MB");
        other.close();
        assertThatCode(() -> one.text(300 << 10))
                .as("it is the other that goes")
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsGivenBackIsThereAgain() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (Allowance part = all.part()) {
                part.text(HALF);
                assertThatThrownBy(() -> part.text(HALF)).isInstanceOf(BodyException.class);
            }
        }
    }
}
