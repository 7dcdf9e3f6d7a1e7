package dev.wagl.nameserver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What server cookies are made and known by (RFC 9018 4.4, 5). Servers behind one address share them; the first makes cookies, the
 * cookies of the others are still taken while a new one is rolled out.
 */
public final class CookieSecrets {

    private static final int OCTETS = 16;

    private static final String FORM =
            "write 32 hex digits, as openssl rand -hex 16 makes them, or the path of a file that"
                    + " holds them; several by comma, the first makes new cookies";

    /** Two words for each secret. */
    private final long[] keys;

    private CookieSecrets(long[] keys) {
        this.keys = keys;
    }

    /** One that nobody else has, gone when the process ends. */
    public static CookieSecrets random(SecureRandom random) {
        return new CookieSecrets(new long[] {random.nextLong(), random.nextLong()});
    }

    /**
     * Secrets by comma, in hexadecimal, or the path of a file that holds such a text.
     *
     * @throws IllegalArgumentException the message is half a sentence that says what is wrong and what would be right, and
     *     no secret
     */
    public static CookieSecrets parse(String text) {
        return ofHex(text.startsWith("/") ? read(text) : text);
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path)).strip();
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("'" + path + "' is a file that cannot be read; " + FORM);
        }
    }

    private static CookieSecrets ofHex(String text) {
        String[] secrets = text.split(",", -1);
        long[] keys = new long[2 * secrets.length];
        for (int secret = 0; secret < secrets.length; secret++) {
            String digits = secrets[secret].strip();
            if (!digits.matches("[0-9A-Fa-f]{" + 2 * OCTETS + "}")) {
                throw new IllegalArgumentException("is not a secret of 16 octets; " + FORM);
            }
            byte[] octets = HexFormat.of().parseHex(digits);
            keys[2 * secret] = SipHash.word(octets, 0);
            keys[2 * secret + 1] = SipHash.word(octets, 8);
        }
        return new CookieSecrets(keys);
    }

    int count() {
        return keys.length / 2;
    }

    /** The first half of a secret, as a {@link SipHash#word}. */
    long k0(int secret) {
        return keys[2 * secret];
    }

    long k1(int secret) {
        return keys[2 * secret + 1];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CookieSecrets secrets && Arrays.equals(keys, secrets.keys);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keys);
    }

    /** Says nothing, so that no log does. */
    @Override
    public String toString() {
        return count() + " secrets";
    }
}
