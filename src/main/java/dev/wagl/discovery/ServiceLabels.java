package dev.wagl.discovery;

import static dev.wagl.discovery.Unpublishable.written;

import dev.wagl.dns.Name;
import dev.wagl.swarm.Service;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads the {@code dns.*} labels of a service. A label that is there but empty counts as absent (a stack file's unset
 * variable makes such), but for {@code dns.service}.
 */
final class ServiceLabels {

    static final String SERVICE = Service.LABEL;
    static final String DOMAIN = "dns.domain";
    static final String ADDRESS = "dns.address";
    static final String NETWORK = "dns.network";
    static final String PORT = "dns.port";
    static final String TTL = "dns.ttl";
    static final String PRIORITY = "dns.priority";
    static final String WEIGHT = "dns.weight";
    static final String PUBLISH = "dns.publish";

    /** Docker waits this long before it stops a task: what is answered may live as long. */
    private static final int DRAIN_SECONDS = 2;

    /** Room for hundreds of names or ports; what is longer is a slip, and would make a zone of itself. */
    private static final int LONGEST = 4096;

    private static final Set<String> KNOWN =
            Set.of(SERVICE, DOMAIN, ADDRESS, NETWORK, PORT, TTL, PRIORITY, WEIGHT, PUBLISH);

    private final Name apex;
    private final Name nodes;
    private final Name addresses;
    private final int defaultTtl;

    ServiceLabels(NamingConfig config) {
        this.apex = config.domain();
        this.nodes = apex.child(NodeNames.NODE);
        this.addresses = apex.child(PublishedAddresses.ADDR);
        this.defaultTtl = config.ttl();
    }

    /**
     * The labels, with their defaults.
     *
     * @param publishes whether the service publishes a port, on which the view's default depends
     * @param warnings takes half a sentence per thing that is odd, but does no harm
     */
    NamingLabels parse(Map<String, String> labels, boolean publishes, Consumer<String> warnings) throws Unpublishable {
        requireShort(labels);
        String domain = domain(labels);
        NamingLabels read = new NamingLabels(
                names(labels.get(SERVICE), domain),
                view(labels, publishes),
                value(labels, NETWORK),
                ports(labels),
                number(labels, TTL, defaultTtl, Integer.MAX_VALUE, " of seconds"),
                number(labels, PRIORITY, 1, 65_535, ""),
                number(labels, WEIGHT, 1, 65_535, ""),
                notReady(labels));
        warnOfUnknown(labels, warnings);
        if (value(labels, TTL) != null && read.ttl() > DRAIN_SECONDS) {
            warnings.accept(
                    written(TTL, labels.get(TTL)) + " outlives the " + DRAIN_SECONDS
                            + " s that Docker waits before it stops a task: a client that honours it may still ask a stopped one");
        }
        return read;
    }

    /** Says so where a service without a name has other labels. */
    void warnOfMissingName(Map<String, String> labels, Consumer<String> warnings) {
        Set<String> known = new TreeSet<>(labels.keySet());
        known.retainAll(KNOWN);
        if (!known.isEmpty()) {
            warnings.accept("has " + String.join(", ", known) + " but no " + SERVICE + ": nothing is published");
        }
        warnOfUnknown(labels, warnings);
    }

    private static void warnOfUnknown(Map<String, String> labels, Consumer<String> warnings) {
        for (String key : new TreeSet<>(labels.keySet())) {
            if (key.startsWith("dns.") && !KNOWN.contains(key)) {
                warnings.accept(written(key, labels.get(key)) + " has no meaning; known are "
                        + String.join(", ", new TreeSet<>(KNOWN)));
            }
        }
    }

    private static void requireShort(Map<String, String> labels) throws Unpublishable {
        for (String key : new TreeSet<>(KNOWN)) {
            String value = labels.getOrDefault(key, "");
            if (value.length() > LONGEST) {
                throw new Unpublishable(
                        Reason.LABEL_TOO_LONG,
                        written(key, value) + " has " + value.length() + " characters, and more than " + LONGEST
                                + " mean nothing");
            }
        }
    }

    private static String domain(Map<String, String> labels) throws Unpublishable {
        String domain = value(labels, DOMAIN);
        if (domain == null) {
            return "";
        }
        requireLegal(DOMAIN, domain, domain);
        return LegalNames.lower(domain);
    }

    private List<ServiceName> names(String value, String domain) throws Unpublishable {
        List<ServiceName> names = new ArrayList<>();
        Set<Name> seen = new LinkedHashSet<>();
        for (String element : value.split(",", -1)) {
            String service = element.strip();
            requireLegal(SERVICE, value, service);
            service = LegalNames.lower(service);
            String relative = domain.isEmpty() ? service : service + "." + domain;
            Name owner = LegalNames.below(apex, relative);
            if (owner == null) {
                throw new Unpublishable(
                        Reason.ILLEGAL_NAME,
                        written(SERVICE, value) + " makes a name longer than 255 octets; choose a shorter " + SERVICE
                                + " or " + DOMAIN);
            }
            if (owner.isAtOrBelow(nodes) || owner.isAtOrBelow(addresses)) {
                throw new Unpublishable(
                        Reason.RESERVED_NAME,
                        written(SERVICE, value) + " takes " + owner + ", and " + nodes + " and " + addresses
                                + " are the server's own; choose another " + SERVICE + " or " + DOMAIN);
            }
            if (seen.add(owner)) {
                names.add(new ServiceName(service, domain, owner, names.size()));
            }
        }
        return names;
    }

    private static void requireLegal(String key, String value, String name) throws Unpublishable {
        String problem = LegalNames.problem(name);
        if (problem != null) {
            throw new Unpublishable(Reason.ILLEGAL_NAME, written(key, value) + " " + problem + "; " + LegalNames.RULE);
        }
    }

    private static AddressView view(Map<String, String> labels, boolean publishes) throws Unpublishable {
        String word = value(labels, ADDRESS);
        if (word == null) {
            return publishes ? AddressView.NODE : AddressView.TASK;
        }
        return switch (LegalNames.lower(word)) {
            case "node" -> AddressView.NODE;
            case "task" -> AddressView.TASK;
            case "vip" -> AddressView.VIP;
            default ->
                throw new Unpublishable(Reason.UNKNOWN_WORD, written(ADDRESS, word) + " is none of node, task, vip");
        };
    }

    private static List<NamedPort> ports(Map<String, String> labels) throws Unpublishable {
        String value = value(labels, PORT);
        return value == null ? List.of() : NamedPort.parse(value);
    }

    private static int number(Map<String, String> labels, String key, int absent, int max, String unit)
            throws Unpublishable {
        String value = value(labels, key);
        if (value == null) {
            return absent;
        }
        int number = Numbers.parse(value, max);
        if (number < 0) {
            throw new Unpublishable(
                    Reason.BAD_NUMBER, written(key, value) + " is not a whole number" + unit + " from 0 to " + max);
        }
        return number;
    }

    private static boolean notReady(Map<String, String> labels) throws Unpublishable {
        String word = value(labels, PUBLISH);
        if (word == null) {
            return false;
        }
        return switch (LegalNames.lower(word)) {
            case "ready" -> false;
            case "not-ready" -> true;
            default ->
                throw new Unpublishable(Reason.UNKNOWN_WORD, written(PUBLISH, word) + " is none of ready, not-ready");
        };
    }

    private static String value(Map<String, String> labels, String key) {
        String value = labels.getOrDefault(key, "").strip();
        return value.isEmpty() ? null : value;
    }
}
