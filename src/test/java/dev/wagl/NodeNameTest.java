package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeNameTest {

    @TempDir
    Path directory;

    @Test
    void theEnvironmentGoesFirst() throws IOException {
        assertThat(NodeName.of("manager1", kernelSays("other\n"))).isEqualTo("manager1");
    }

    @Test
    void elseTheKernelKnows() throws IOException {
        assertThat(NodeName.of(null, kernelSays("manager2\n"))).isEqualTo("manager2");
        assertThat(NodeName.of(" ", kernelSays("manager2\n"))).isEqualTo("manager2");
    }

    @Test
    void elseItHasTheNameThatEachMachineHas() throws IOException {
        assertThat(NodeName.of(null, directory.resolve("nothing"))).isEqualTo("localhost");
        assertThat(NodeName.of("", kernelSays("\n"))).isEqualTo("localhost");
    }

    private Path kernelSays(String text) throws IOException {
        return Files.writeString(directory.resolve("hostname"), text);
    }
}
