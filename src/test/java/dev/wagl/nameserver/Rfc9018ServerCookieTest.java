package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interoperable DNS Server Cookies: RFC 9018. */
class Rfc9018ServerCookieTest {

    private static final String SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";
    private static final String CLIENT = "198.51.100.100";

    /** Of A.1, made at this time. */
    private static final String COOKIE = "2464c4abcf10c957010000005cf79f111f8130c3eee29480";

    private static final int MADE = 1559731985;

    private boolean valid;

    /** The cookie for the response to a query with the given one. */
    private String respond(String secrets, String client, String cookie, long now) {
        ServerCookies cookies = new ServerCookies(CookieSecrets.parse(secrets));
        byte[] query = HexFormat.of().parseHex("ffff" + cookie + "ffff");
        valid = cookies.read(query, 2, cookie.length() / 2, ClientAddress.of(Answers.ip(client)), (int) now);
        return HexFormat.of().formatHex(cookies.cookie());
    }

    /** Appendix A.1. */
    @Test
    void aNewServerCookie() {
        assertThat(respond(SECRET, CLIENT, "2464c4abcf10c957", MADE)).isEqualTo(COOKIE);
        assertThat(valid).isFalse();
    }

    /** Appendix A.2: 40 minutes later. */
    @Test
    void theSameClientLearnsARenewedOne() {
        assertThat(respond(SECRET, CLIENT, COOKIE, 1559734385))
                .isEqualTo("2464c4abcf10c957010000005cf7a871d4a564a1442aca77");
        assertThat(valid).isTrue();
    }

    /** Appendix A.3: the reserved octets of the one it has are not zero, and are hashed as they are; a new one has zeros. */
    @Test
    void anotherClientLearnsARenewedOne() {
        String cookie = "fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5";
        assertThat(respond(SECRET, "203.0.113.203", cookie, 1559734700))
                .isEqualTo("fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e");
        respond(SECRET, "203.0.113.203", cookie, 0x5cf78f71);
        assertThat(valid).isTrue();
    }

    /** Appendix A.4: IPv6, and a secret that has been replaced. */
    @Test
    void aCookieOfTheLastSecretIsTakenAndRenewed() {
        String last = "dd3bdf9344b678b185a6f5cb60fca715";
        String next = "445536bcd2513298075a5d379663c962";
        String client = "2001:db8:220:1:59de:d0f4:8769:82b8";
        String cookie = "22681ab97d52c298010000005cf7c57926556bd0934c72f8";
        assertThat(respond(next + "," + last, client, cookie, 1559741961))
                .isEqualTo("22681ab97d52c298010000005cf7c609a6bb79d16625507a");
        assertThat(valid).isTrue();
        respond(next, client, cookie, 1559741961);
        assertThat(valid).isFalse();
    }

    /** 4.3: an hour back, five minutes ahead; a new one from half an hour on. */
    @ParameterizedTest
    @CsvSource({
        "0, true, false",
        "1799, true, false",
        "1800, true, true",
        "3600, true, true",
        "3601, false, true",
        "2000000000, false, true",
        "-300, true, false",
        "-301, false, true",
        "-2000000000, false, true"
    })
    void aCookieHasItsTime(int age, boolean taken, boolean renewed) {
        String response = respond(SECRET, CLIENT, COOKIE, MADE + (long) age);
        assertThat(valid).isEqualTo(taken);
        assertThat(!response.equals(COOKIE)).isEqualTo(renewed);
        assertThat(response).startsWith("2464c4abcf10c95701000000");
    }

    /** 4.3: serial numbers (RFC 1982), since 32 bits of seconds end in 2106. */
    @Test
    void timeGoesRound() {
        String made = respond(SECRET, CLIENT, "2464c4abcf10c957", 0xFFFF_FFF0L);
        respond(SECRET, CLIENT, made, 0x1_0000_0100L);
        assertThat(valid).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        SECRET + ", 198.51.100.101, " + COOKIE,
        SECRET + ", 2001:db8::1, " + COOKIE,
        "dd3bdf9344b678b185a6f5cb60fca715, " + CLIENT + ", " + COOKIE,
        // Each part of it: client's half, version, reserved, time stamp, hash.
        SECRET + ", " + CLIENT + ", 2464c4abcf10c956010000005cf79f111f8130c3eee29480",
        SECRET + ", " + CLIENT + ", 2464c4abcf10c957020000005cf79f111f8130c3eee29480",
        SECRET + ", " + CLIENT + ", 2464c4abcf10c957010000015cf79f111f8130c3eee29480",
        SECRET + ", " + CLIENT + ", 2464c4abcf10c957010000005cf79f101f8130c3eee29480",
        SECRET + ", " + CLIENT + ", 2464c4abcf10c957010000005cf79f111f8130c3eee29481",
        // Cut, and with something behind it.
        SECRET + ", " + CLIENT + ", 2464c4abcf10c957010000005cf79f11",
        SECRET + ", " + CLIENT + ", 2464c4abcf10c957010000005cf79f111f8130c3eee2948000"
    })
    void whatIsNotOursIsAsGoodAsNone(String secret, String client, String cookie) {
        String response = respond(secret, client, cookie, MADE);
        assertThat(valid).isFalse();
        assertThat(response).startsWith(cookie.substring(0, 16)).hasSize(48);
        respond(secret, client, response, MADE);
        assertThat(valid).as("the new one").isTrue();
    }

    /** 4.4: the hash has to be this version's, too: one that says 2 and is hashed so is not ours. */
    @Test
    void anotherVersionIsNotOursWhateverItsHash() {
        byte[] hashed = HexFormat.of().parseHex("2464c4abcf10c957020000005cf79f11c6336464");
        byte[] secret = HexFormat.of().parseHex(SECRET);
        long hash = new SipHash().hash(SipHash.word(secret, 0), SipHash.word(secret, 8), hashed, hashed.length);
        respond(
                SECRET,
                CLIENT,
                "2464c4abcf10c957020000005cf79f11" + HexFormat.of().toHexDigits(Long.reverseBytes(hash)),
                MADE);
        assertThat(valid).isFalse();
    }
}
