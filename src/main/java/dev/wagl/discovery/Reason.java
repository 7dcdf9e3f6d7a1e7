package dev.wagl.discovery;

import java.util.Locale;

/** Why a service or a node is left out of the zone, or stands there without some of its records. */
public enum Reason {
    /** A label is longer than anything it could mean. */
    LABEL_TOO_LONG,
    /** {@code dns.service} or {@code dns.domain} cannot be a DNS name. */
    ILLEGAL_NAME,
    /** The name lies at or below {@code node} or {@code addr}, which are the server's own. */
    RESERVED_NAME,
    /** {@code dns.ttl}, {@code dns.priority} or {@code dns.weight} is no number, or out of range. */
    BAD_NUMBER,
    /** {@code dns.address} or {@code dns.publish} is none of the words they may be. */
    UNKNOWN_WORD,
    /** {@code dns.port} does not follow its grammar. */
    BAD_PORT,
    /** {@code dns.network} names a network that does not exist. */
    UNKNOWN_NETWORK,
    /** {@code dns.network} names a network the service is not on, or one that never counts. */
    WRONG_NETWORK,
    /** The view needs a network and the service is on none that counts. */
    NO_NETWORK,
    /** {@code dns.address=vip}, and the service has no virtual IP there. */
    NO_VIRTUAL_IP,
    /** A node, or tasks of a service, without an address that may be published. */
    NO_ADDRESS,
    /** A node's host name cannot be a DNS name. */
    ILLEGAL_HOST_NAME,
    /** The node label {@code dns.address} is not an address. */
    ILLEGAL_ADDRESS;

    /** The value of the metric's label {@code reason}, such as {@code illegal-name}. */
    public String metricLabel() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
