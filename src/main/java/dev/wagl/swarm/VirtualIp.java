package dev.wagl.swarm;

import java.net.InetAddress;

/** A service's virtual IP on one network. */
public record VirtualIp(String networkId, InetAddress address) {}
