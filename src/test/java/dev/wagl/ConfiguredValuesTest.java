package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Precedence among properties, and how each is named to the user. */
class ConfiguredValuesTest {

    private final SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDefaultInterceptors();

    private Given find(Key<?> key) {
        return new ConfiguredValues(builder.build()).find(key);
    }

    private ConfiguredValuesTest systemProperties(String name, String value) {
        builder.withSources(new MapBackedConfigSource("SysPropConfigSource", Map.of(name, value), 400) {});
        return this;
    }

    private ConfiguredValuesTest environment(String name, String value) {
        builder.withSources(new EnvConfigSource(Map.of(name, value), 300));
        return this;
    }

    private ConfiguredValuesTest file(String name, String value) {
        builder.withSources(
                new PropertiesConfigSource(Map.of(name, value), "file:/etc/wagl%20my/application.properties", 250));
        return this;
    }

    @Test
    void nothingIsGiven() {
        assertThat(find(Keys.REFRESH)).isNull();
        assertThat(Settings.from(builder.build()).sync().refresh()).hasSeconds(15);
    }

    @Test
    void systemPropertiesWin() {
        systemProperties("wagl.refresh-timeout", "1s")
                .environment("WAGL_REFRESH_TIMEOUT", "2s")
                .file("wagl.refresh-timeout", "3s");
        assertThat(find(Keys.REFRESH_TIMEOUT)).isEqualTo(new Given("-Dwagl.refresh-timeout", "1s"));
    }

    @Test
    void thenTheEnvironment() {
        environment("WAGL_REFRESH_TIMEOUT", "2s").file("wagl.refresh-timeout", "3s");
        assertThat(find(Keys.REFRESH_TIMEOUT)).isEqualTo(new Given("WAGL_REFRESH_TIMEOUT", "2s"));
    }

    @Test
    void thenFiles() {
        file("wagl.refresh-timeout", "3s");
        assertThat(find(Keys.REFRESH_TIMEOUT))
                .isEqualTo(new Given("wagl.refresh-timeout", "3s", "/etc/wagl my/application.properties"));
        assertThatThrownBy(() -> {
                    throw find(Keys.REFRESH_TIMEOUT).bad("is odd");
                })
                .hasMessage("wagl.refresh-timeout=3s (in /etc/wagl my/application.properties): is odd");
    }

    @Test
    void everyKeyHasItsVariable() {
        for (Key<?> key : Keys.ALL) {
            Given found = new ConfiguredValues(new SmallRyeConfigBuilder()
                            .addDefaultInterceptors()
                            .withSources(new EnvConfigSource(Map.of(key.variable(), "x"), 300))
                            .build())
                    .find(key);
            assertThat(found).isEqualTo(new Given(key.variable(), "x"));
        }
    }

    @Test
    void whatIsEmptyIsNotGiven() {
        environment("WAGL_SWARM", "").file("wagl.domain", "  ");
        assertThat(find(Keys.SWARM)).isNull();
        assertThat(find(Keys.DOMAIN)).isNull();
    }

    @Test
    void anExpressionIsExpanded() {
        environment("HERE", "127.0.0.1").file("wagl.bind", "${HERE}:53");
        assertThat(find(Keys.BIND).value()).isEqualTo("127.0.0.1:53");
    }

    @Test
    void anExpressionThatLeadsNowhereIsABadSetting() {
        file("wagl.bind", "${NOWHERE}:53");
        assertThatThrownBy(() -> find(Keys.BIND))
                .isInstanceOf(BadSettingException.class)
                .hasMessage(
                        "wagl.bind=${NOWHERE}:53 (in /etc/wagl my/application.properties): refers to something that is"
                                + " not set");
    }

    @Test
    void aProfileCounts() {
        builder.withProfile("dev");
        file("%dev.wagl.swarm", "demo:");
        assertThat(Settings.from(builder.build()).demo()).isTrue();
    }
}
