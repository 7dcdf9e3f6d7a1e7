package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the README's examples of the HTTP API against what the demo cluster answers; {@code "..."} stands for anything. */
@QuarkusTest
class ReadmeExamplesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code $ curl ...}, and what is indented below it up to an empty line. */
    private static final Pattern EXAMPLE =
            Pattern.compile("    \\$ curl -s '?localhost:8080(/v1/[^\\s']+)'?\\n((?:    [^$\\n].*\\n)+)");

    @BeforeEach
    void demoIsServed() {
        Demo.awaitReady();
    }

    @Test
    void examplesAreRealOutput() throws Exception {
        Map<String, String> examples = examples();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        for (Map.Entry<String, String> example : examples.entrySet()) {
            JsonNode shown = JSON.readTree(example.getValue());
            JsonNode real = JSON.readTree(given().get(example.getKey()).asString());
            assertThat(matches(shown, real))
                    .as("%s answers\n%s", example.getKey(), real.toPrettyString())
                    .isTrue();
        }
    }

    private static Map<String, String> examples() throws Exception {
        Map<String, String> examples = new LinkedHashMap<>();
        Matcher matcher = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
        while (matcher.find()) {
            examples.put(matcher.group(1), matcher.group(2));
        }
        return examples;
    }

    /** The order in arrays does not count, since that of answers is random. */
    private static boolean matches(JsonNode shown, JsonNode real) {
        if (shown.isTextual() && shown.asText().equals("...")) {
            return true;
        }
        if (shown.isArray() && real.isArray()) {
            List<JsonNode> left = new ArrayList<>();
            real.forEach(left::add);
            for (JsonNode element : shown) {
                JsonNode found = left.stream()
                        .filter(one -> matches(element, one))
                        .findFirst()
                        .orElse(null);
                if (!left.remove(found)) {
                    return false;
                }
            }
            return left.isEmpty();
        }
        if (shown.isObject() && real.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            shown.fieldNames().forEachRemaining(names::add);
            TreeSet<String> realNames = new TreeSet<>();
            real.fieldNames().forEachRemaining(realNames::add);
            return names.equals(realNames) && names.stream().allMatch(name -> matches(shown.get(name), real.get(name)));
        }
        return shown.equals(real);
    }
}
