package dev.wagl;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.dns.Name;
import dev.wagl.forwarding.ForwardingConfig;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.querylog.QueryLog;
import dev.wagl.swarm.SwarmConfig;
import dev.wagl.sync.SyncConfig;
import dev.wagl.transport.BindAddress;
import dev.wagl.transport.TcpLimits;
import java.net.InetAddress;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/**
 * All that wagl was told, parsed and checked.
 *
 * @param domain the zone's apex
 * @param ttl seconds, for services without {@code dns.ttl}
 * @param hostAddress published for {@code 0.0.0.0} ports of a plain engine; null where none was given
 * @param cookieSecrets shared with other replicas; null where none was given
 */
public record Settings(
        List<BindAddress> bind,
        SwarmConfig swarm,
        Name domain,
        int ttl,
        InetAddress hostAddress,
        SyncConfig sync,
        ForwardingConfig forwarding,
        TcpLimits tcp,
        RateLimitConfig rateLimit,
        CookieSecrets cookieSecrets,
        QueryLog.Level queryLog) {

    public Settings {
        bind = List.copyOf(bind);
    }

    /**
     * The settings of this process: system properties {@code wagl.*} (flags have become such), environment, files.
     *
     * @throws BadSettingException one of them is wrong
     */
    public static Settings from(Config config) {
        return new SettingsReader(new ConfiguredValues(config)::find).read();
    }

    /** Whether the embedded demo cluster stands in for the Swarm; then it is the only endpoint. */
    public boolean demo() {
        return swarm.endpoints().equals(List.of(Parsers.DEMO));
    }

    /** @param boundAddresses the addresses wagl is bound to, none of them unspecified */
    public NamingConfig naming(List<InetAddress> boundAddresses) {
        return new NamingConfig(domain, ttl, hostAddress, boundAddresses);
    }
}
