package dev.wagl.real;

import dev.wagl.dns.RecordType;
import dev.wagl.real.PeerReply.Field;
import dev.wagl.real.PeerReply.Shape;
import dev.wagl.zone.ZoneFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A rule by which wagl answers otherwise than its peers, on purpose. {@code decisions.md} says why. A rule sees types, flags
 * and counts, never a name.
 */
enum IntendedDifference {
    ANY_IS_ONE_RECORD(
            "RFC 8482 4.2",
            EnumSet.of(Field.ANSWER, Field.AUTHORITY_SOA, Field.FLAGS),
            seen -> seen.type == RecordType.ANY
                    && seen.ours.rcode().equals("NOERROR")
                    && seen.theirs.rcode().equals("NOERROR")
                    && !seen.ours.truncated()
                    && (seen.ours.answers() == 0 || seen.ours.answerTypes().equals(List.of(RecordType.HINFO)))
                    && (seen.field != Field.FLAGS || seen.theirs.truncated())),

    TRANSFERS_ARE_REFUSED(
            "RFC 5936 2.2.1",
            EnumSet.of(Field.RCODE),
            seen -> (seen.type == RecordType.AXFR || seen.type == RecordType.IXFR)
                    && seen.ours.rcode().equals("REFUSED")
                    && Set.of("NOTAUTH", "NOTIMP").contains(seen.theirs.rcode())),

    META_TYPES_ARE_NOT_IMPLEMENTED(
            "RFC 8906 3.1.2",
            EnumSet.of(Field.RCODE, Field.FLAGS, Field.AUTHORITY_SOA),
            seen -> seen.type >= 128
                    && seen.type <= 254
                    && seen.ours.rcode().equals("NOTIMP")
                    && Set.of("NOERROR", "NXDOMAIN", "REFUSED").contains(seen.theirs.rcode())),

    OPT_IS_NO_QUESTION(
            "RFC 6891 6.1.1",
            EnumSet.of(Field.RCODE, Field.FLAGS, Field.AUTHORITY_SOA),
            seen -> seen.type == RecordType.OPT
                    && seen.ours.rcode().equals("FORMERR")
                    && Set.of("NOERROR", "NXDOMAIN", "REFUSED").contains(seen.theirs.rcode())),

    TYPE_0_IS_A_TYPE(
            "RFC 8906 3.1.2",
            EnumSet.of(Field.RCODE, Field.FLAGS, Field.AUTHORITY_SOA),
            seen -> seen.type == 0
                    && Set.of("NOERROR", "NXDOMAIN", "REFUSED").contains(seen.ours.rcode())
                    && seen.theirs.rcode().equals("NOTIMP")),

    TRUNCATED_ANSWERS_KEEP_WHAT_FITS(
            "RFC 2181 9",
            EnumSet.of(Field.ANSWER),
            seen -> seen.ours.truncated()
                    && seen.theirs.truncated()
                    && seen.ours.answers() > 0
                    && seen.theirs.answers() == 0
                    && seen.ours.octets() <= seen.mode.limit()),

    BADVERS_COPIES_DO(
            "RFC 3225 3",
            EnumSet.of(Field.EDNS),
            seen -> seen.mode == PeerQuery.Mode.VERSION_1
                    && seen.ours.rcode().equals("BADVERS")
                    && seen.theirs.rcode().equals("BADVERS")
                    && seen.ours.dnssecOk()
                    && !seen.theirs.dnssecOk()),

    NAMES_WITHOUT_RECORDS_ARE_EXPORTED_WITH_ONE(
            "RFC 6895 3.1",
            EnumSet.of(Field.ANSWER, Field.AUTHORITY_SOA),
            seen -> seen.type == ZoneFile.PLACEHOLDER
                    && seen.ours.answers() == 0
                    && seen.theirs.answers() == 1
                    && seen.theirs.answerTypes().equals(List.of(ZoneFile.PLACEHOLDER)));

    /** A field that two servers fill differently, without the names. */
    record Seen(Field field, int type, PeerQuery.Mode mode, Shape ours, Shape theirs) {}

    private final String rfc;
    private final Set<Field> fields;
    private final Predicate<Seen> rule;

    IntendedDifference(String rfc, Set<Field> fields, Predicate<Seen> rule) {
        this.rfc = rfc;
        this.fields = fields;
        this.rule = rule;
    }

    /** As decisions.md has it. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The section that allows it. */
    String rfc() {
        return rfc;
    }

    boolean explains(Seen seen) {
        return fields.contains(seen.field) && rule.test(seen);
    }
}
