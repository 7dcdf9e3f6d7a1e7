package dev.wagl.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTest {

    @ParameterizedTest
    @CsvSource({
        "swarm, swarm.",
        "swarm., swarm.",
        "API.Billing.SWARM., api.billing.swarm.",
        ".,.",
        "a\\.b.c, a\\.b.c.",
        "a\\046b., a\\.b.",
        "\\000\\255., \\000\\255.",
        "_api._tcp.x, _api._tcp.x."
    })
    void isReadAndShownInPresentationForm(String text, String shown) {
        assertThat(Name.parse(text)).hasToString(shown);
        assertThat(Name.parse(Name.parse(text).toString())).isEqualTo(Name.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "a..b, has an empty label",
        ".a, has an empty label",
        "'a\\', ends within an escape",
        "'a\\2', ends within an escape",
        "'a\\25x', has an escape that is not \\DDD",
        "'a\\256', has an escape over \\255"
    })
    void whatIsNoNameIsRefusedWithItsReason(String text, String reason) {
        assertThatThrownBy(() -> Name.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void sizesAreHeldToRfc1035() {
        String label = "a".repeat(63);
        assertThat(Name.parse(label).length()).isEqualTo(65);
        assertThatThrownBy(() -> Name.parse(label + "a")).hasMessage("has a label longer than 63 octets");

        String longest = (label + ".").repeat(3) + "a".repeat(61);
        assertThat(Name.parse(longest).length()).isEqualTo(255);
        assertThatThrownBy(() -> Name.parse(longest + "a")).hasMessage("is longer than 255 octets");
        assertThatThrownBy(() -> Name.parse(longest).child("x")).hasMessage("is longer than 255 octets");
        assertThatThrownBy(() -> Name.parse(longest).under(Name.parse("x"))).hasMessage("is longer than 255 octets");
    }

    @Test
    void childrenAndParentsAreInverse() {
        Name name = Name.parse("billing.swarm.");

        assertThat(name.child("API")).isEqualTo(Name.parse("api.billing.swarm."));
        assertThat(name.child("a.b")).hasToString("a\\.b.billing.swarm.");
        assertThat(name.child("api").parent()).isEqualTo(name);
        assertThat(Name.parse("api.billing").under(Name.parse("swarm."))).isEqualTo(Name.parse("api.billing.swarm."));
        assertThat(Name.parse("swarm.").parent()).isEqualTo(Name.ROOT);
        assertThat(name.firstLabel()).isEqualTo("billing");
        assertThat(name.labels()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "api.swarm., swarm., true",
        "swarm., swarm., true",
        "swarm., ., true",
        "notswarm., swarm., false",
        "swarm., api.swarm., false",
        "swarm.example., swarm., false",
        "'\\005swarm.', swarm., false"
    })
    void liesBelowOnlyAtLabelBoundaries(String name, String ancestor, boolean below) {
        assertThat(Name.parse(name).isAtOrBelow(Name.parse(ancestor))).isEqualTo(below);
    }

    @Test
    void reverseNamesAreThoseOfTheRfcs() throws Exception {
        assertThat(Name.reverse(InetAddress.getByName("192.0.2.1"))).hasToString("1.2.0.192.in-addr.arpa.");
        assertThat(Name.reverse(InetAddress.getByName("2001:db8::567:89ab")))
                .hasToString("b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.");
    }

    /** The example of RFC 4034 6.1. */
    @Test
    void orderIsCanonical() {
        List<Name> ordered = List.of(
                Name.parse("example."),
                Name.parse("a.example."),
                Name.parse("yljkjljk.a.example."),
                Name.parse("Z.a.example."),
                Name.parse("zABC.a.EXAMPLE."),
                Name.parse("z.example."),
                Name.parse("\\001.z.example."),
                Name.parse("*.z.example."),
                Name.parse("\\200.z.example."));
        List<Name> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(3));
        Collections.sort(shuffled);

        assertThat(shuffled).isEqualTo(ordered);
    }

    @Test
    void aNameInAnyCaseHasOneHash() {
        byte[] upper = "\003API\005SWARM\000".getBytes(StandardCharsets.ISO_8859_1);
        Name name = Name.parse("api.swarm.");

        assertThat(Labels.hash(upper, 0, upper.length)).isEqualTo(name.hashCode());
        assertThat(name.matches(upper, 0, upper.length)).isTrue();
        assertThat(Name.copyOf(upper, 0, upper.length)).isEqualTo(name);
        upper[2] = 'x';
        assertThat(name.matches(upper, 0, upper.length)).isFalse();
    }

    @Test
    void onlyAsciiLettersAreFolded() {
        for (int octet = 0; octet < 256; octet++) {
            boolean letter = octet >= 'A' && octet <= 'Z';
            assertThat(Labels.lower((byte) octet) & 0xFF).isEqualTo(letter ? octet + 32 : octet);
        }
    }
}
