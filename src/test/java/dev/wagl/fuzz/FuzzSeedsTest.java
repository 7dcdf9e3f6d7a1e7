package dev.wagl.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fuzz target with each of its seeds: what fuzzing has found once does not come back. */
class FuzzSeedsTest {

    @TestFactory
    Stream<DynamicTest> seeds() {
        return Stream.of(Target.values())
                .flatMap(target -> target.seeds().entrySet().stream()
                        .map(seed -> DynamicTest.dynamicTest(
                                target + " " + seed.getKey(), () -> target.run(seed.getValue()))));
    }

    /** A longer one would be cut before it is tried. */
    @ParameterizedTest
    @EnumSource
    void eachTargetHasSeedsThatAreNotCut(Target target) {
        assertThat(target.seeds()).hasSizeGreaterThan(10);
        assertThat(target.seeds().values())
                .allSatisfy(seed -> assertThat(seed.length).isLessThanOrEqualTo(target.longest()));
        assertThat(target.dictionary()).exists();
    }
}
