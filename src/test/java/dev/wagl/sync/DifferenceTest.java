package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DifferenceTest {

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatOneHasAndTheOtherHasNot(int seed) {
        Random random = new Random(seed);
        List<String> before = new ArrayList<>();
        for (int i = random.nextInt(100); i > 0; i--) {
            before.add("old" + i);
        }
        List<String> now = new ArrayList<>(before);
        for (int i = random.nextInt(40); i > 0; i--) {
            if (random.nextBoolean() && !now.isEmpty()) {
                now.remove(random.nextInt(now.size()));
            } else {
                now.add(random.nextInt(now.size() + 1), "new" + i);
            }
        }
        if (random.nextInt(4) == 0) {
            Collections.shuffle(now, random);
        }
        // Equal, and another object: as good as the same.
        now.replaceAll(element -> random.nextInt(10) == 0 ? new String(element) : element);

        Difference<String> difference = Difference.between(before, now);

        assertThat(difference.gone())
                .containsExactlyInAnyOrderElementsOf(before.stream()
                        .filter(element -> !now.contains(element))
                        .toList());
        assertThat(difference.come())
                .containsExactlyInAnyOrderElementsOf(now.stream()
                        .filter(element -> !before.contains(element))
                        .toList());
    }

    @Test
    void aBlockThatIsLongerThanIsPassedOver() {
        List<String> before =
                IntStream.range(0, 100).mapToObj(Integer::toString).toList();
        List<String> now = new ArrayList<>(before.subList(0, 30));
        now.addAll(before.subList(70, 100));

        assertThat(Difference.between(before, now).gone()).isEqualTo(before.subList(30, 70));
        assertThat(Difference.between(before, now).come()).isEmpty();
        assertThat(Difference.between(now, before).come()).isEqualTo(before.subList(30, 70));
    }
}
