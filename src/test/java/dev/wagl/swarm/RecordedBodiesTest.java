package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A body in the test resources is one of a real engine, and beside it stands of which, how and when it was recorded. */
class RecordedBodiesTest {

    private static final Path RESOURCES = Path.of("src/test/resources");

    static Stream<Path> bodies() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            List<Path> bodies =
                    files.filter(file -> file.toString().endsWith(".json")).toList();
            assertThat(bodies).hasSizeGreaterThan(15);
            return bodies.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void saysWhereItComesFrom(Path body) throws IOException {
        String readme = Files.readString(readme(body));

        assertThat(readme)
                .as("engine, command, date and path, in the README beside %s", body)
                .containsPattern("Docker Engine \\d+\\.\\d+\\.\\d+")
                .contains("curl -sg --unix-socket")
                .containsPattern("recorded on\\s+20\\d\\d-\\d\\d-\\d\\d")
                .contains("`" + body.getFileName() + "`");
    }

    /** In its folder, or in one above. */
    private static Path readme(Path body) {
        Path folder = body.getParent();
        while (!Files.exists(folder.resolve("README.md"))) {
            assertThat(folder).as("no README.md beside %s", body).isNotEqualTo(RESOURCES);
            folder = folder.getParent();
        }
        return folder.resolve("README.md");
    }
}
