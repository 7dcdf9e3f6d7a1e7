package dev.wagl.discovery;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.swarm.PublishedPort.Protocol;

/**
 * One of a service's names. A name made from it is null where it would be longer than RFC 1035 2.3.4 lets it be.
 *
 * @param service an element of {@code dns.service}
 * @param domain {@code dns.domain}; empty without one
 * @param owner both, below the apex
 * @param rank 0 for the name that was written first
 */
record ServiceName(String service, String domain, Name owner, int rank) {

    /** {@code _api._tcp.billing.swarm.} of {@code api.billing.swarm.} (RFC 2782). */
    Name srv(Protocol protocol) {
        String first = "_" + owner.firstLabel();
        return first.length() > Labels.MAX_LABEL
                ? null
                : LegalNames.below(owner.parent(), first + "." + label(protocol));
    }

    /** {@code _http._tcp.api.billing.swarm.}: one named port. */
    Name srv(String portName, Protocol protocol) {
        return LegalNames.below(owner, "_" + portName + "." + label(protocol));
    }

    /** {@code 1.api.billing.swarm.}: one instance. */
    Name instance(String label) {
        return LegalNames.below(owner, label);
    }

    /** {@code tasks.api.billing.swarm.}: Docker's own word for all of them. */
    Name tasks() {
        return LegalNames.below(owner, "tasks");
    }

    static String label(Protocol protocol) {
        return switch (protocol) {
            case TCP -> "_tcp";
            case UDP -> "_udp";
            case SCTP -> "_sctp";
        };
    }
}
