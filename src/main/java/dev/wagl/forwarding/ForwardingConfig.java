package dev.wagl.forwarding;

import dev.wagl.nameserver.AddressBlock;
import java.util.List;

/**
 * What is done with names outside the zone.
 *
 * @param external whether they are forwarded at all
 * @param upstreams where to; where none is for all names, also the name servers of {@code /etc/resolv.conf}, less ourselves
 * @param allowForward whose queries are forwarded
 * @param cacheBytes what replies may be kept in; 0: none is kept
 */
public record ForwardingConfig(
        boolean external, List<Upstream> upstreams, List<AddressBlock> allowForward, long cacheBytes) {

    public ForwardingConfig {
        upstreams = List.copyOf(upstreams);
        allowForward = List.copyOf(allowForward);
    }
}
