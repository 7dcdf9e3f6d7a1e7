package dev.wagl.conformance;

import dev.wagl.dns.Name;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * A zone written as the lines of a zone file:
 *
 * <pre>
 * swarm. 5 SOA 1000                          (the zone's TTL and serial; the rest of the SOA is not ours to choose)
 * api.swarm. 5 A 10.0.0.1                    (also AAAA, PTR, SRV)
 * api.swarm. 5 A 10.0.0.2 weight=90
 * ns.swarm. 5 A 10.0.0.9 own                 (an address of the name server that is this replica's own)
 * down.swarm. 5 NONE 0 of 3 tasks running    (a name without records, and why)
 * # a comment
 * </pre>
 */
public final class ZoneText {

    private ZoneText() {}

    /** A builder that holds what the text says; the SOA is its first line. */
    public static ZoneBuilder builder(String text) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        String[] soa = lines.get(0).split("\\s+");
        if (!soa[2].equals("SOA")) {
            throw new IllegalArgumentException("a zone begins with its SOA, not with: " + lines.get(0));
        }
        ZoneBuilder zone = Zone.builder(Name.parse(soa[0]), Integer.parseInt(soa[1]), Long.parseLong(soa[3]));
        lines.stream().skip(1).forEach(line -> add(zone, line));
        return zone;
    }

    public static Zone parse(String text) {
        return builder(text).build();
    }

    private static void add(ZoneBuilder zone, String line) {
        String[] words = line.split("\\s+");
        Name owner = Name.parse(words[0]);
        int ttl = Integer.parseInt(words[1]);
        switch (words[2]) {
            case "A", "AAAA" -> addAddress(zone, owner, ttl, words);
            case "PTR" -> zone.ptr(owner, ttl, Name.parse(words[3]));
            case "SRV" ->
                zone.srv(
                        owner,
                        ttl,
                        Integer.parseInt(words[3]),
                        Integer.parseInt(words[4]),
                        Integer.parseInt(words[5]),
                        Name.parse(words[6]));
            case "NONE" ->
                zone.exists(
                        owner,
                        words.length > 3 ? String.join(" ", Arrays.asList(words).subList(3, words.length)) : null);
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static void addAddress(ZoneBuilder zone, Name owner, int ttl, String[] words) {
        InetAddress address = ip(words[3]);
        String last = words[words.length - 1];
        if (last.equals("own")) {
            zone.ownNameServerAddress(address);
        } else {
            zone.address(owner, ttl, address, last.startsWith("weight=") ? Integer.parseInt(last.substring(7)) : 1);
        }
    }

    /** The address of a literal; nothing is ever looked up. */
    public static InetAddress ip(String literal) {
        if (!literal.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException(literal);
        }
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }
}
