package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.zone.PartBuilder;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZonePart;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The parts of a zone in which its addresses stand, each once, whoever publishes it. They lie in many parts by their hash, so that
 * only those are written again of which some address has come, gone or changed.
 */
final class AddressParts {

    /** So that of 100,000 addresses some 25 are written for each that changes. */
    private static final int PARTS = 4096;

    static final AddressParts NONE = new AddressParts(Set.of(), Set.of(), new ZonePart[PARTS]);

    private final Set<Branch> branches;
    private final Set<PublishedAddress> others;

    /** A power of two; null where there is no address. */
    private final ZonePart[] parts;

    private AddressParts(Set<Branch> branches, Set<PublishedAddress> others, ZonePart[] parts) {
        this.branches = branches;
        this.others = others;
        this.parts = parts;
    }

    /**
     * Those of the next zone.
     *
     * @param branches that publish addresses
     * @param others what else does
     * @param before the zone that these are of; null for none
     */
    AddressParts next(Collection<Branch> branches, PublishedAddresses others, Name apex, Zone before) {
        AddressParts next = new AddressParts(Set.copyOf(branches), Set.copyOf(others.all()), parts.clone());
        BitSet changed = new BitSet();
        next.markWhatIsNotIn(this, changed);
        markWhatIsNotIn(next, changed);
        PublishedAddresses[] written = new PublishedAddresses[parts.length];
        changed.stream().forEach(part -> written[part] = new PublishedAddresses(apex));
        branches.forEach(branch -> add(branch.addresses(), written));
        add(next.others, written);
        changed.stream().forEach(part -> {
            PartBuilder builder = new PartBuilder(apex, null);
            written[part].writeTo(builder);
            next.parts[part] = written[part].all().isEmpty() ? null : builder.build(before);
        });
        return next;
    }

    private void markWhatIsNotIn(AddressParts other, BitSet changed) {
        for (Branch branch : branches) {
            if (!other.branches.contains(branch)) {
                branch.addresses().forEach(address -> changed.set(part(address.address())));
            }
        }
        for (PublishedAddress address : others) {
            if (!other.others.contains(address)) {
                changed.set(part(address.address()));
            }
        }
    }

    private void add(Collection<PublishedAddress> addresses, PublishedAddresses[] written) {
        for (PublishedAddress address : addresses) {
            PublishedAddresses part = written[part(address.address())];
            if (part != null) {
                part.add(address);
            }
        }
    }

    private int part(InetAddress address) {
        int hash = address.hashCode();
        return (hash ^ hash >>> 12) & parts.length - 1;
    }

    /** They, in no order. */
    List<ZonePart> all() {
        return Arrays.stream(parts).filter(Objects::nonNull).toList();
    }
}
