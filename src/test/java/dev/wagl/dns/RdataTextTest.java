package dev.wagl.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RdataTextTest {

    /** RFC 5952 4 and 5. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "2001:DB8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "192.0.2.1, 192.0.2.1"
    })
    void addressesAreAsDigShowsThem(String literal, String shown) throws Exception {
        byte[] rdata = InetAddress.getByName(literal).getAddress();

        assertThat(RdataText.of(rdata.length == 4 ? RecordType.A : RecordType.AAAA, rdata))
                .isEqualTo(shown);
    }

    @Test
    void stringsAreQuotedAndEscaped() {
        byte[] rdata = {5, 'a', '"', '\\', 0, (byte) 0xFF, 0};

        assertThat(RdataText.of(RecordType.TXT, rdata)).isEqualTo("\"a\\\"\\\\\\000\\255\" \"\"");
    }

    /** RFC 3597 5. */
    @Test
    void unknownTypesAreShownInHex() {
        assertThat(RdataText.of(65_280, new byte[] {1, (byte) 0xAB})).isEqualTo("\\# 2 01ab");
        assertThat(RdataText.of(65_280, new byte[0])).isEqualTo("\\# 0");
    }

    @ParameterizedTest
    @CsvSource({
        "a, 1",
        "AAAA, 28",
        "TYPE65280, 65280",
        "type1, 1",
        "TYPE65536, -1",
        "TYPE, -1",
        "nonsense, -1",
        "'', -1"
    })
    void typesAreReadByNameOrNumber(String text, int number) {
        assertThat(RecordType.parse(text)).isEqualTo(number);
    }
}
