package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The digest of a zone's content that replicas compare; it does not depend on the order records were given in. */
final class ContentDigest {

    private final MessageDigest sha256;
    private final byte[] fourOctets = new byte[4];

    private ContentDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static byte[] of(Name apex, Map<Name, ZoneBuilder.OwnerContent> owners) {
        ContentDigest digest = new ContentDigest();
        digest.sha256.update(apex.toWire());
        List<Map.Entry<byte[], ZoneBuilder.OwnerContent>> sorted = new ArrayList<>(owners.size());
        owners.forEach((owner, content) -> sorted.add(Map.entry(owner.toWire(), content)));
        sorted.sort((one, other) -> Arrays.compareUnsigned(one.getKey(), other.getKey()));
        for (Map.Entry<byte[], ZoneBuilder.OwnerContent> owner : sorted) {
            digest.sha256.update(owner.getKey());
            digest.add(owner.getValue());
        }
        return digest.sha256.digest();
    }

    private void add(ZoneBuilder.OwnerContent owner) {
        for (ZoneBuilder.RRsetContent rrset : owner.rrsets()) {
            number(rrset.type());
            number(rrset.ttl());
            number(rrset.records().size());
            for (ZoneBuilder.RRsetContent.Entry entry : rrset.records()) {
                number(entry.weight());
                number(entry.rdata().length);
                sha256.update(entry.rdata());
            }
        }
        byte[] reason = owner.reason() == null ? new byte[0] : owner.reason().getBytes(StandardCharsets.UTF_8);
        number(-1 - reason.length);
        sha256.update(reason);
    }

    private void number(int number) {
        Octets.putU32(fourOctets, 0, number);
        sha256.update(fourOctets);
    }
}
