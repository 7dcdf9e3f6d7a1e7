package dev.wagl.nameserver;

import java.util.List;

/**
 * How many like responses one network gets over UDP.
 *
 * @param perSecond to a network of 256 addresses, or of IPv6 a /56; 0: any number
 * @param exempt who gets any number
 */
public record RateLimitConfig(int perSecond, List<AddressBlock> exempt) {

    /** The highest limit; beyond it nothing is counted. */
    public static final int MOST = 1_000_000;

    public RateLimitConfig {
        exempt = List.copyOf(exempt);
    }
}
