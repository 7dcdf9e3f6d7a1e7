package dev.wagl.dns;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text as UTF-8 where a message has room for so many octets only. */
public final class Utf8 {

    private Utf8() {}

    /** The text's octets, at most {@code octets} of them, cut between two characters. */
    public static byte[] cut(String text, int octets) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(all.length, octets);
        while (length > 0 && length < all.length && (all[length] & 0xC0) == 0x80) {
            length--;
        }
        return Arrays.copyOf(all, length);
    }
}
