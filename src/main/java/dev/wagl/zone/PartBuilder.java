package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Collects records and makes a {@link ZonePart} of them, once. The order in which records are given does not matter. */
public final class PartBuilder {

    private final Name apex;

    /** Null for none. */
    private final Name root;

    private final Map<Name, OwnerContent> owners = new HashMap<>();

    /** The same, in the order they came: they lie so in memory, which is three times as fast to go through. */
    private final List<OwnerContent> contents = new ArrayList<>();

    /**
     * @param apex of the zone
     * @param root a name below which no other part has names; null for none
     */
    public PartBuilder(Name apex, Name root) {
        this.apex = apex;
        this.root = root;
    }

    /**
     * An A or AAAA record. The same address twice is one record with the larger weight; an RRset has the lowest TTL that
     * was given.
     *
     * @param weight relative to the other addresses of the owner; 0 or more
     */
    public void address(Name owner, int ttl, InetAddress address, int weight) {
        byte[] rdata = address.getAddress();
        int type = rdata.length == 4 ? RecordType.A : RecordType.AAAA;
        add(owner, type, ttl, rdata, weight, null);
    }

    /** An SRV record (RFC 2782). */
    public void srv(Name owner, int ttl, int priority, int weight, int port, Name target) {
        byte[] rdata = new byte[RRsetContent.SRV_TARGET_AT + target.length()];
        Octets.putU16(rdata, 0, priority);
        Octets.putU16(rdata, 2, weight);
        Octets.putU16(rdata, 4, port);
        target.write(rdata, RRsetContent.SRV_TARGET_AT);
        add(owner, RecordType.SRV, ttl, rdata, weight, target);
    }

    /** A PTR record. Its owner may lie outside the apex: it is then the apex of its own negative answers. */
    public void ptr(Name owner, int ttl, Name target) {
        add(owner, RecordType.PTR, ttl, target.toWire(), 1, null);
    }

    /** A record whose target, where it has one, is to be served with it. */
    void add(Name owner, int type, int ttl, byte[] rdata, int weight, Name target) {
        at(owner).add(type, ttl, rdata, weight, target);
    }

    /**
     * The name exists, with records or without.
     *
     * @param reason told as an extended error where a type has no records; null for none. Of several the first in the order
     *     of their characters
     */
    public void exists(Name owner, String reason) {
        at(owner).reason(reason);
    }

    /** Whether a record was given for the name. */
    public boolean hasRecords(Name owner) {
        OwnerContent content = owners.get(owner);
        return content != null && content.hasRecords();
    }

    private OwnerContent at(Name owner) {
        OwnerContent content = owners.get(owner);
        if (content == null) {
            content = new OwnerContent(owner);
            owners.put(owner, content);
            contents.add(content);
        }
        return content;
    }

    /** Takes over all that another one has; they have no name in common. */
    void addAll(PartBuilder other) {
        for (OwnerContent content : other.contents) {
            owners.put(content.owner(), content);
            contents.add(content);
        }
    }

    /** Whether the targets of its SRV records have their addresses in it. */
    public boolean isClosed() {
        for (OwnerContent content : contents) {
            for (Name target : content.srvTargets()) {
                OwnerContent there = owners.get(target);
                if (there == null || !there.hasAddress()) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The part.
     *
     * @param before of which is used again what is the same: most is, from one zone to the next; null for none
     * @throws IllegalStateException it is not closed
     */
    public ZonePart build(Zone before) {
        ContentDigest digest = new ContentDigest();
        List<Node> nodes = nodes(before);
        nodes.forEach(digest::add);
        Set<Name> above = above();
        for (Name name : Set.copyOf(above)) {
            if (root != null && name.isAtOrBelow(root)) {
                above.remove(name);
                nodes.add(at(name).build(false, before));
            }
        }
        link(name -> owners.containsKey(name) ? owners.get(name).node() : null);
        return new ZonePart(nodes, above, digest.high(), digest.low());
    }

    /** What has become of the names so far. */
    List<Node> nodes(Zone before) {
        List<Node> nodes = new ArrayList<>(contents.size());
        for (OwnerContent content : contents) {
            nodes.add(content.build(!content.owner().isAtOrBelow(apex), before));
        }
        return nodes;
    }

    /** The names between its own ones and the apex that it has nothing at. */
    Set<Name> above() {
        Set<Name> above = new HashSet<>();
        for (OwnerContent content : contents) {
            Name owner = content.owner();
            if (!owner.isAtOrBelow(apex) || owner.equals(apex)) {
                continue;
            }
            for (Name name = owner.parent();
                    !name.equals(apex) && !owners.containsKey(name) && above.add(name);
                    name = name.parent()) {}
        }
        return above;
    }

    void link(Function<Name, Node> nodes) {
        contents.forEach(content -> content.linkTargets(nodes));
    }
}
