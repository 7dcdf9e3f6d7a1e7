package dev.wagl.http;

import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;

/** Reads what is asked for; what makes no sense is a problem that says what would. */
final class Parameters {

    private static final Name ARPA = Name.parse("arpa.");

    private Parameters() {}

    /** A name, absolute whether or not it ends with a dot; null where none is given. */
    static Name name(String text) {
        if (text == null) {
            return null;
        }
        try {
            return Name.parse(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("the name " + Problem.quoted(text) + " " + e.getMessage()
                    + "; write for example api.billing.swarm.");
        }
    }

    /** A type's number; {@code absent} where none is given. */
    static int type(String text, int absent) {
        int type = text == null ? absent : RecordType.parse(text);
        if (text != null && type < 0) {
            throw ProblemException.badRequest("there is no record type " + Problem.quoted(text)
                    + "; write for example A, AAAA, SRV, PTR, TXT, or a number as TYPE65280");
        }
        return type;
    }

    /** A whole number. */
    static int number(String name, String text, int absent, int least, int most) {
        if (text == null) {
            return absent;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw ProblemException.badRequest(
                    name + " is " + Problem.quoted(text) + ", not a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    /** A name, as it is written or below the zone's apex, whichever is in the zone; that of an address is always written whole. */
    static Name below(Name apex, String text) {
        Name name = name(text);
        if (name.isAtOrBelow(apex) || name.isAtOrBelow(ARPA) || text.endsWith(".")) {
            return name;
        }
        try {
            return name.under(apex);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
