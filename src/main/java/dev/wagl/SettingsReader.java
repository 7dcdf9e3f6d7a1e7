package dev.wagl;

import dev.wagl.dns.Name;
import dev.wagl.forwarding.ForwardingConfig;
import dev.wagl.forwarding.Upstream;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.swarm.SwarmConfig;
import dev.wagl.sync.SyncConfig;
import dev.wagl.transport.BindAddress;
import dev.wagl.transport.TcpLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Reads all settings, in one go, and holds them against each other. */
final class SettingsReader {

    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration USUAL_STALENESS = Duration.ofSeconds(60);
    private static final int USUAL_PER_CLIENT = 100;

    private final Function<Key<?>, Given> values;
    private final Function<String, String> environment;

    /** @param values what the user gave for a key; null for nothing */
    SettingsReader(Function<Key<?>, Given> values) {
        this(values, System::getenv);
    }

    /** @param environment Docker's own variables, which are no keys of ours */
    SettingsReader(Function<Key<?>, Given> values, Function<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    Settings read() {
        List<BindAddress> bind = value(Keys.BIND);
        Name domain = value(Keys.DOMAIN);
        SyncConfig sync = sync();
        return new Settings(
                bind,
                swarm(sync.refreshTimeout()),
                domain,
                value(Keys.TTL),
                value(Keys.HOST_ADDRESS),
                sync,
                forwarding(bind, domain),
                tcp(),
                new RateLimitConfig(value(Keys.RATE_LIMIT), value(Keys.RATE_LIMIT_EXEMPT)),
                value(Keys.COOKIE_SECRET),
                value(Keys.QUERY_LOG));
    }

    private SyncConfig sync() {
        Duration refresh = value(Keys.REFRESH);
        Given givenTimeout = given(Keys.REFRESH_TIMEOUT);
        Duration timeout = value(Keys.REFRESH_TIMEOUT, givenTimeout);
        if (timeout == null) {
            timeout = min(USUAL_TIMEOUT, refresh.multipliedBy(2).dividedBy(3));
        } else if (timeout.compareTo(refresh) >= 0) {
            throw givenTimeout.bad("must be less than the time between two refreshes (" + stated(Keys.REFRESH) + ")");
        }
        Given givenStaleness = given(Keys.STALENESS);
        Duration staleness = value(Keys.STALENESS, givenStaleness);
        if (staleness == null) {
            staleness = max(USUAL_STALENESS, refresh.multipliedBy(4));
        } else if (staleness.compareTo(refresh) <= 0) {
            throw givenStaleness.bad("must be more than the time between two refreshes (" + stated(Keys.REFRESH)
                    + "), else the zone is always stale");
        }
        return new SyncConfig(refresh, timeout, staleness, value(Keys.GUARD), value(Keys.ON_STALE));
    }

    private SwarmConfig swarm(Duration timeout) {
        List<String> endpoints = value(Keys.SWARM, or(given(Keys.SWARM), docker(Keys.SWARM)));
        boolean tcp = endpoints.stream().anyMatch(endpoint -> endpoint.startsWith("tcp:"));
        Given givenPath = or(given(Keys.SWARM_CERT_PATH), tcp ? docker(Keys.SWARM_CERT_PATH) : null);
        Path certPath = value(Keys.SWARM_CERT_PATH, givenPath);
        Given givenVerify = given(Keys.SWARM_TLSVERIFY);
        Boolean verify = value(Keys.SWARM_TLSVERIFY, givenVerify);
        if (verify == null) {
            // As Docker's command line has it: whatever the variable says, it is on; only tcp asks for it.
            givenVerify = tcp ? docker(Keys.SWARM_TLSVERIFY) : null;
            verify = givenVerify != null || certPath != null;
        }
        if (verify && certPath == null) {
            throw givenVerify.bad("there are no certificates to verify with; give the directory that holds them with "
                    + Keys.SWARM_CERT_PATH.flagName());
        }
        return new SwarmConfig(endpoints, certPath, verify, value(Keys.SOURCE), timeout);
    }

    private ForwardingConfig forwarding(List<BindAddress> bind, Name domain) {
        boolean external = value(Keys.EXTERNAL);
        Given givenServers = given(Keys.NS);
        List<Upstream> upstreams = value(Keys.NS, givenServers);
        if (upstreams == null) {
            return new ForwardingConfig(external, List.of(), value(Keys.ALLOW_FORWARD), value(Keys.CACHE));
        }
        if (!external) {
            throw givenServers.bad("nothing is forwarded with " + stated(Keys.EXTERNAL) + "; drop one of the two");
        }
        for (Upstream upstream : upstreams) {
            if (bind.stream().anyMatch(own -> own.reaches(upstream.address()))) {
                throw givenServers.bad(
                        "'" + upstream + "' is wagl itself (" + stated(Keys.BIND) + "); give another name server");
            }
            if (upstream.zone().isAtOrBelow(domain)) {
                throw givenServers.bad("'" + upstream + "' would never be asked: wagl answers for " + domain
                        + " itself; give a zone outside of it");
            }
        }
        return new ForwardingConfig(external, upstreams, value(Keys.ALLOW_FORWARD), value(Keys.CACHE));
    }

    private TcpLimits tcp() {
        int connections = value(Keys.TCP_CONNECTIONS);
        Given givenPerClient = given(Keys.TCP_PER_CLIENT);
        Integer perClient = value(Keys.TCP_PER_CLIENT, givenPerClient);
        if (perClient == null) {
            perClient = Math.min(USUAL_PER_CLIENT, connections);
        } else if (perClient > connections) {
            throw givenPerClient.bad("must not be more than there are in all (" + stated(Keys.TCP_CONNECTIONS) + ")");
        }
        return new TcpLimits(connections, perClient, value(Keys.TCP_IDLE));
    }

    /** One setting alone. */
    <T> T value(Key<T> key) {
        return value(key, given(key));
    }

    /** The value; where nothing is given the default, which is null if it depends on other settings. */
    private static <T> T value(Key<T> key, Given given) {
        if (given == null) {
            return key.fallback() == null ? null : key.parser().apply(key.fallback());
        }
        try {
            return key.parser().apply(given.value());
        } catch (IllegalArgumentException e) {
            throw (key.secret() ? given.hidden() : given).bad(e.getMessage());
        }
    }

    private Given given(Key<?> key) {
        return values.apply(key);
    }

    private Given docker(Key<?> key) {
        String value = environment.apply(key.dockerVariable());
        return value == null || value.isBlank() ? null : new Given(key.dockerVariable(), value.strip());
    }

    private static Given or(Given first, Given second) {
        return first != null ? first : second;
    }

    /** How the user, or the default, has the other setting of two that do not go together. */
    private String stated(Key<?> key) {
        Given given = given(key);
        return given != null ? given.toString() : key.label() + "=" + key.fallback() + ", the default";
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
