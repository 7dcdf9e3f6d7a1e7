package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.net.InetAddress;
import java.util.List;

/**
 * How names are made.
 *
 * @param domain the zone's apex
 * @param ttl seconds, for services without {@code dns.ttl}
 * @param hostAddress published for {@code 0.0.0.0} ports of a plain engine; null where none is known
 * @param boundAddresses the addresses wagl is bound to, none of them unspecified: {@code ns} where no service is it
 */
public record NamingConfig(Name domain, int ttl, InetAddress hostAddress, List<InetAddress> boundAddresses) {

    public NamingConfig {
        boundAddresses = List.copyOf(boundAddresses);
    }
}
