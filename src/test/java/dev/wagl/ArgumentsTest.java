package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wagl.Arguments.Action;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @Test
    void understandsTheOriginalsCommandLines() {
        assertThat(Arguments.parse("--swarm", "tcp://swarm:2375").flags())
                .isEqualTo(Map.of(Keys.SWARM, new Given("--swarm", "tcp://swarm:2375")));
        assertThat(Arguments.parse(
                                "--swarm",
                                "tcp://swarm:3376",
                                "--swarm-cert-path",
                                "/certs",
                                "--external=false",
                                "--bind=:8053")
                        .flags())
                .isEqualTo(Map.of(
                        Keys.SWARM, new Given("--swarm", "tcp://swarm:3376"),
                        Keys.SWARM_CERT_PATH, new Given("--swarm-cert-path", "/certs"),
                        Keys.EXTERNAL, new Given("--external", "false"),
                        Keys.BIND, new Given("--bind", ":8053")));
    }

    @Test
    void takesEachFlagWithItsValueBehindABlankOrAnEqualsSign() {
        for (Key<?> key : Keys.ALL) {
            if (key.flag()) {
                Map<Key<?>, Given> expected = Map.of(key, new Given(key.flagName(), "true"));
                assertThat(Arguments.parse(key.flagName(), "true").flags()).isEqualTo(expected);
                assertThat(Arguments.parse(key.flagName() + "=true").flags()).isEqualTo(expected);
            }
        }
    }

    @Test
    void readsAFlagWithOneDashAsGoDoes() {
        assertThat(Arguments.parse("-swarm", "tcp://swarm:2375", "-external=false")
                        .flags())
                .isEqualTo(Map.of(
                        Keys.SWARM, new Given("-swarm", "tcp://swarm:2375"),
                        Keys.EXTERNAL, new Given("-external", "false")));
    }

    @ParameterizedTest
    @CsvSource({
        "--external,true",
        "--external=false,false",
        "--external=0,0",
        "--external false,false",
        "--external true,true"
    })
    void aSwitchNeedsNoValue(String written, String value) {
        assertThat(Arguments.parse(written.split(" ")).flags())
                .isEqualTo(Map.of(Keys.EXTERNAL, new Given("--external", value)));
    }

    @Test
    void aSwitchDoesNotTakeWhatComesBehindIt() {
        Arguments arguments = Arguments.parse("--external", "healthcheck");
        assertThat(arguments.action()).isEqualTo(Action.HEALTHCHECK);
        assertThat(arguments.flags()).isEqualTo(Map.of(Keys.EXTERNAL, new Given("--external", "true")));
    }

    @Test
    void ofTwoTheLastWins() {
        assertThat(Arguments.parse("--bind", ":1", "--bind", ":2").flags())
                .isEqualTo(Map.of(Keys.BIND, new Given("--bind", ":2")));
    }

    @Test
    void nameServersAddUp() {
        assertThat(Arguments.parse("--ns", "192.0.2.1", "--ns=192.0.2.2,192.0.2.3")
                        .flags())
                .isEqualTo(Map.of(Keys.NS, new Given("--ns", "192.0.2.1,192.0.2.2,192.0.2.3")));
    }

    @Test
    void ignoresItsOwnNameInFront() {
        assertThat(Arguments.parse("wagl", "--bind=:8053")).isEqualTo(Arguments.parse("--bind=:8053"));
        assertThat(Arguments.parse("wagl", "healthcheck").action()).isEqualTo(Action.HEALTHCHECK);
        assertThat(Arguments.parse("wagl").action()).isEqualTo(Action.SERVE);
    }

    @ParameterizedTest
    @CsvSource({
        "'',SERVE",
        "healthcheck,HEALTHCHECK",
        "healthcheck --bind :53,HEALTHCHECK",
        "--bind :53 healthcheck,HEALTHCHECK",
        "--help,HELP",
        "-h,HELP",
        "-help,HELP",
        "help,HELP",
        "wagl help,HELP",
        "--bind=nonsense --help,HELP",
        "healthcheck --help,HELP",
        "--version,VERSION",
        "-v,VERSION",
        "-version,VERSION",
        "version,VERSION"
    })
    void knowsWhatIsAsked(String line, Action action) {
        String[] args = line.isEmpty() ? new String[0] : line.split(" ");
        assertThat(Arguments.parse(args).action()).isEqualTo(action);
    }

    @Test
    void takesPropertiesWhereAnImagesUserCanPutThem() {
        assertThat(Arguments.parse("-Dwagl.ttl=5s", "--bind=:53", "-Dquarkus.http.port=9090")
                        .properties())
                .isEqualTo(Map.of("wagl.ttl", "5s", "quarkus.http.port", "9090"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--refersh 5s | --refersh: there is no such flag; did you mean --refresh?",
                "--refersh=5s | --refersh: there is no such flag; did you mean --refresh?",
                "-refersh 5s | -refersh: there is no such flag; did you mean --refresh?",
                "--swarm-tls-verify | --swarm-tls-verify: there is no such flag; did you mean --swarm-tlsverify?",
                "--nameservers 1.1.1.1 | --nameservers: there is no such flag; wagl --help shows them all",
                "-x | -x: there is no such flag; wagl --help shows them all",
                "--ttl 5s | --ttl: is no flag but a property; write -Dwagl.ttl=VALUE, or set WAGL_TTL in the environment",
                "--host-address=10.0.0.1 | --host-address: is no flag but a property; write -Dwagl.host-address=VALUE, or set"
                        + " WAGL_HOST_ADDRESS in the environment",
                "serve | serve: there is no such command; the only one is healthcheck, flags begin with --",
                "healthcheck now | now: there is no such command; the only one is healthcheck, flags begin with --",
                "--external no | no: there is no such command; the only one is healthcheck, flags begin with --",
                "--bind | --bind: has no value; wagl --help shows what it takes",
                "--bind --swarm tcp://swarm:2375 | --bind: has no value; wagl --help shows what it takes",
                "-bind | -bind: has no value; wagl --help shows what it takes",
                "--bind= | --bind=: is empty; give it a value, or leave the flag out",
                "--ns= | --ns=: is empty; give it a value, or leave the flag out",
                "-bind= | -bind=: is empty; give it a value, or leave the flag out",
            })
    void saysWhatItCannotUnderstand(String line, String message) {
        assertThatThrownBy(() -> Arguments.parse(line.split(" ")))
                .isInstanceOf(BadSettingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"@/etc/passwd", "--bind=@/etc/passwd"})
    void readsNoFileThatAnArgumentNames(String arg) {
        if (arg.startsWith("--")) {
            assertThat(Arguments.parse(arg).flags()).isEqualTo(Map.of(Keys.BIND, new Given("--bind", "@/etc/passwd")));
        } else {
            assertThatThrownBy(() -> Arguments.parse(arg))
                    .hasMessageStartingWith("@/etc/passwd: there is no such command");
        }
    }
}
