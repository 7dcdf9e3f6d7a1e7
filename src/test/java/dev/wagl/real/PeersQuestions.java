package dev.wagl.real;

import static dev.wagl.real.PeerQuery.name;

import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** What is asked of wagl and its peers: all names, those that exist and those that do not, and all types. */
final class PeersQuestions {

    /** By number, for some have no name in dnsjava: 0, 128 and 65535 are nobody's, 65280 and 65281 are private. */
    static final List<Integer> TYPES = List.of(
            1,
            2,
            5,
            6,
            12,
            13,
            15,
            16,
            28,
            33,
            35,
            43,
            46,
            47,
            48,
            64,
            65,
            257, // types with a meaning
            0,
            41,
            128,
            249,
            250,
            251,
            252,
            253,
            254,
            255,
            65_280,
            ZoneFile.PLACEHOLDER,
            65_535);

    private static final String LONGEST_LABEL = "x".repeat(63) + ".";

    /** RFC 1035 2.3.4, RFC 6761, RFC 7686, RFC 6303; and the names above and beside ours. */
    private static final List<String> OUTSIDE = List.of(
            ".",
            "example.",
            "xswarm.",
            "swar.",
            "swarm.example.",
            "www.example.com.",
            "localhost.",
            "invalid.",
            "test.",
            "onion.",
            "arpa.",
            "in-addr.arpa.",
            "ip6.arpa.",
            "10.in-addr.arpa.",
            "0.0.10.in-addr.arpa.",
            "99.0.0.10.in-addr.arpa.",
            "d.f.ip6.arpa.",
            "1.0.0.127.in-addr.arpa.",
            "a.".repeat(127),
            LONGEST_LABEL.repeat(3) + "y".repeat(61) + ".");

    /** As long as a name may be; and labels that are opaque (RFC 2181 11). */
    private static final List<String> MISSING = List.of(
            "a.".repeat(124) + "swarm.",
            LONGEST_LABEL.repeat(3) + "y".repeat(55) + ".swarm.",
            "*.*.swarm.",
            "\\*.swarm.",
            "a\\000b.swarm.",
            "\\255.swarm.",
            "web\\.swarm.",
            "web\\.swarm.swarm.",
            "we\\098.swarm.",
            "\\@.swarm.",
            "_.swarm.",
            "_tcp._tcp.swarm.",
            "__tcp.swarm.",
            "_web._sctp.swarm.",
            "swarm.swarm.");

    private static final int SIBLINGS = 6;

    private PeersQuestions() {}

    /**
     * Every name that exists, with and without records; those around it, where it is one of the first of its siblings, as the
     * others are like them; those that never exist; those outside.
     */
    static Collection<Name> names(Zone zone) {
        Set<Name> existing = new LinkedHashSet<>();
        for (dev.wagl.dns.Name owner : zone.owners()) {
            existing.add(name(owner.toString()));
            for (dev.wagl.dns.Name above = owner; above.isAtOrBelow(zone.apex()); above = above.parent()) {
                existing.add(name(above.toString()));
            }
        }
        List<Name> names = new ArrayList<>(existing);
        Map<Name, Integer> siblings = new HashMap<>();
        for (Name name : existing) {
            if (siblings.merge(new Name(name, 1), 1, Integer::sum) > SIBLINGS) {
                continue;
            }
            names.add(mixedCase(name));
            addBelow(names, "below", name);
            addBelow(names, "*", name);
            if (name.labels() > 2) {
                addBelow(names, "no-" + name.getLabelString(0), new Name(name, 1));
            }
        }
        MISSING.forEach(text -> names.add(name(text)));
        OUTSIDE.forEach(text -> names.add(name(text)));
        return distinct(names);
    }

    /** By their octets: to dnsjava, names are equal in any case. */
    private static Collection<Name> distinct(List<Name> names) {
        Map<String, Name> distinct = new LinkedHashMap<>();
        names.forEach(name -> distinct.put(name.toString(), name));
        return distinct.values();
    }

    private static Name mixedCase(Name name) {
        StringBuilder text = new StringBuilder();
        for (char c : name.toString().toCharArray()) {
            String letter = String.valueOf(c);
            text.append(text.length() % 2 == 0 ? letter.toUpperCase(Locale.ROOT) : letter);
        }
        return name(text.toString());
    }

    /** Where there is room for one more label. */
    private static void addBelow(List<Name> names, String label, Name parent) {
        if (label.length() > 63) {
            return;
        }
        try {
            names.add(Name.concatenate(Name.fromString(label), parent));
        } catch (NameTooLongException full) {
            // as long as a name may be: there is none below
        } catch (TextParseException e) {
            throw new UncheckedIOException(new IOException(label, e));
        }
    }
}
