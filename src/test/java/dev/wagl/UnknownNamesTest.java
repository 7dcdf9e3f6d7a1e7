package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnknownNamesTest {

    @Test
    void everyRealNameIsKnown() {
        assertThat(UnknownNames.in(
                        Keys.ALL.stream().map(Key::property).toList(),
                        Keys.ALL.stream().map(Key::variable).toList()))
                .isEmpty();
    }

    @Test
    void aPropertyWithoutEffectIsTold() {
        assertThat(UnknownNames.in(Set.of("wagl.refersh", "wagl.colour", "quarkus.http.port", "user.home"), Set.of()))
                .isEqualTo(List.of(
                        "-Dwagl.colour is no setting of wagl and has no effect; wagl --help shows them all",
                        "-Dwagl.refersh is no setting of wagl and has no effect; did you mean -Dwagl.refresh?"));
    }

    @Test
    void aVariableWithoutEffectIsToldIfItIsClose() {
        assertThat(UnknownNames.in(
                        Set.of(),
                        Set.of("WAGL_REFERSH", "WAGL_PORT_53_UDP_ADDR", "WAGL_NAME", "WAGL_REPLICAS", "HOME")))
                .isEqualTo(List.of("WAGL_REFERSH is no setting of wagl and has no effect; did you mean WAGL_REFRESH?"));
    }
}
