package dev.wagl.discovery;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import java.util.Locale;

/** What may stand in a name: the sizes of RFC 1035 2.3.4; letters, digits, {@code -} and {@code _} of ASCII. */
final class LegalNames {

    static final String RULE = "a name is letters, digits, - and _, in labels of 1 to 63 with dots between them";

    private LegalNames() {}

    /** What is wrong with a name of one or several labels, as half a sentence; null if nothing is. */
    static String problem(String text) {
        int label = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.') {
                if (label == 0) {
                    return "has an empty label";
                }
                label = 0;
                continue;
            }
            if (!legal(c)) {
                return "holds "
                        + (c >= ' ' && c < 0x7F ? "'" + c + "'" : String.format("U+%04X", text.codePointAt(at)));
            }
            if (++label > Labels.MAX_LABEL) {
                return "has a label longer than 63 octets";
            }
        }
        if (text.isEmpty()) {
            return "is empty";
        }
        return label == 0 ? "has an empty label" : null;
    }

    // Judged before it is lower-cased: there are letters outside ASCII whose lower case lies within it.
    private static boolean legal(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The labels of a legal name below {@code parent}; null if that is over 255 octets. */
    static Name below(Name parent, String legal) {
        if (legal.length() + 1 + parent.length() > Labels.MAX_NAME) {
            return null;
        }
        return legal.indexOf('.') < 0 ? parent.child(legal) : Name.parse(legal).under(parent);
    }
}
