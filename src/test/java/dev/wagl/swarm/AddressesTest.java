package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @Test
    void readsWhatDockerWrites() {
        assertThat(Addresses.parse("10.0.0.1").getHostAddress()).isEqualTo("10.0.0.1");
        assertThat(Addresses.parse("::").isAnyLocalAddress()).isTrue();
        assertThat(Addresses.parseCidr("10.0.1.6/24").getHostAddress()).isEqualTo("10.0.1.6");
        assertThat(Addresses.parseCidr("fd00:42::3/64").getHostAddress()).isEqualTo("fd00:42:0:0:0:0:0:3");
        assertThat(Addresses.parseHostPort("10.97.0.1:2377").getHostAddress()).isEqualTo("10.97.0.1");
        assertThat(Addresses.parseHostPort("[fd00::1]:2377").getHostAddress()).isEqualTo("fd00:0:0:0:0:0:0:1");
        assertThat(Addresses.parseHostPort("fd00::1").getHostAddress()).isEqualTo("fd00:0:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "1",
                "10.0.0.1 ",
                "fe80::1%eth0",
                ":",
                "1:2",
                "::g",
                "10.0.0.1:2377:1",
                "\u0661\u0660.0.0.1"
            })
    void asksNobodyAboutTheRest(String text) {
        assertThat(Addresses.parse(text)).isNull();
    }

    @Test
    void nothingIsNoAddress() {
        assertThat(Addresses.parse(null)).isNull();
        assertThat(Addresses.parseCidr(null)).isNull();
        assertThat(Addresses.parseHostPort(null)).isNull();
        assertThat(Addresses.parseHostPort("[fd00::1")).isNull();
    }
}
