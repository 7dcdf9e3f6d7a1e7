package dev.wagl;

import dev.wagl.dns.Name;
import dev.wagl.forwarding.Upstream;
import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.querylog.QueryLog;
import dev.wagl.swarm.Source;
import dev.wagl.sync.SyncConfig.OnStale;
import dev.wagl.transport.BindAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Every setting of wagl, in the order in which they are shown. */
final class Keys {

    static final Key<List<BindAddress>> BIND = flag(
            "bind",
            "ADDRESS",
            ":53",
            "UDP and TCP, both address families; `127.0.0.1:5300`, `[::1]:53`; several by comma",
            BindAddress::parseList);

    static final Key<List<String>> SWARM = new Key<>(
            "swarm",
            true,
            "ENDPOINT",
            "DOCKER_HOST",
            "unix:///var/run/docker.sock",
            "`$DOCKER_HOST`, else `unix:///var/run/docker.sock`",
            "Docker API of a manager; several by comma, the next is tried when one fails; `127.0.0.1:2376` means tcp;"
                    + " `demo:` is the embedded demo cluster",
            Parsers::endpoints);

    static final Key<Path> SWARM_CERT_PATH = new Key<>(
            "swarm-cert-path",
            true,
            "DIRECTORY",
            "DOCKER_CERT_PATH",
            null,
            "`$DOCKER_CERT_PATH`",
            "directory with `ca.pem`, `cert.pem`, `key.pem`; with it, tcp means TLS",
            Parsers::directory);

    static final Key<Boolean> SWARM_TLSVERIFY = new Key<>(
            "swarm-tlsverify",
            true,
            null,
            "DOCKER_TLS_VERIFY",
            null,
            "`true` where certificates are given",
            "verify the engine's certificate and name (the original did not); `$DOCKER_TLS_VERIFY` too",
            Parsers::truth);

    static final Key<Source> SOURCE = property(
            "source",
            "auto",
            "what is read: `swarm` (services of a Swarm), `containers` (of a plain engine or a classic Swarm manager), or"
                    + " `auto`: what the engine is",
            Parsers::source);

    static final Key<InetAddress> HOST_ADDRESS = new Key<>(
            "host-address",
            false,
            "IP",
            null,
            null,
            "the engine's own",
            "published for `0.0.0.0` ports of a plain engine",
            Parsers::hostAddress);

    static final Key<Name> DOMAIN = flag("domain", "NAME", "swarm.", "the zone", Parsers::domain);

    static final Key<Integer> TTL = property(
            "ttl",
            "1s",
            "TTL of the answers (the original: 0, which is allowed); over 2 s, clients may still use an address when its"
                    + " task is being stopped",
            Parsers::ttl);

    static final Key<Duration> REFRESH =
            flag("refresh", "DURATION", "15s", "time between two full refreshes while nothing moves", Parsers::refresh);

    static final Key<Duration> REFRESH_TIMEOUT = new Key<>(
            "refresh-timeout",
            true,
            "DURATION",
            null,
            null,
            "`10s`, at most two thirds of `--refresh`",
            "deadline of one refresh; must be less than `--refresh`",
            Parsers::positive);

    static final Key<Duration> STALENESS = new Key<>(
            "staleness",
            true,
            "DURATION",
            null,
            null,
            "`60s`, at least four times `--refresh`",
            "age of the last successful refresh at which the zone counts as stale; must be more than `--refresh`",
            Parsers::positive);

    static final Key<Duration> GUARD =
            property("guard", "15s", "how long a mass disappearance of tasks is doubted; `0` = off", GoDuration::parse);

    static final Key<OnStale> ON_STALE = property(
            "on-stale",
            "serve",
            "a stale zone: `serve` it, marked as stale (EDE 3, 19 with NXDOMAIN); `servfail`; or `exit` (what the original did)",
            Parsers::onStale);

    static final Key<Boolean> EXTERNAL =
            flag("external", null, "true", "forward names outside the zone", Parsers::truth);

    static final Key<List<Upstream>> NS = new Key<>(
            "ns",
            true,
            "SERVER",
            null,
            null,
            "those of `/etc/resolv.conf`, less ourselves",
            "name servers that are forwarded to: `IP`, `IP:port`, `tls://IP:port#name`, and for one zone"
                    + " `corp.example=IP`; repeatable, or several by comma; the fastest that is well is asked first",
            Upstream::parseList);

    static final Key<List<AddressBlock>> ALLOW_FORWARD = property(
            "allow-forward",
            "loopback,link-local,private",
            "who may have names forwarded: those words, addresses and blocks such as `10.0.0.0/8`, by comma, or `none`; the"
                    + " others are refused",
            Parsers::blocks);

    static final Key<Long> CACHE = property(
            "cache",
            "8388608",
            "octets of memory for what was forwarded and may be told again; `0` = keep nothing",
            Parsers::octets);

    static final Key<Integer> TCP_CONNECTIONS = property(
            "tcp.connections",
            "1000",
            "TCP connections at once; when there are so many, one more takes the place of the one that has asked nothing for"
                    + " the longest",
            Parsers::connections);

    static final Key<Integer> TCP_PER_CLIENT = new Key<>(
            "tcp.per-client",
            false,
            "VALUE",
            null,
            null,
            "`100`, at most `wagl.tcp.connections`",
            "of them from one address, or one /64 of global IPv6 addresses; loopback and the default gateway stand for many"
                    + " clients and have no limit of their own",
            Parsers::connections);

    static final Key<Duration> TCP_IDLE = property(
            "tcp.idle",
            "30s",
            "how long a TCP connection may be without a query while half of the connections are free; when none is, a sixth"
                    + " of it",
            Parsers::idle);

    static final Key<Integer> RATE_LIMIT = property(
            "rate-limit",
            "100",
            "like responses a second that one network (an IPv4 /24, an IPv6 /56) gets over UDP; over it, every second one is"
                    + " cut so that the client asks over TCP, the others are dropped; `0` = no limit",
            Parsers::rateLimit);

    static final Key<List<AddressBlock>> RATE_LIMIT_EXEMPT = property(
            "rate-limit-exempt",
            "loopback,link-local,private",
            "who has no such limit: those words, addresses and blocks by comma, or `none`; the default gateway always has it",
            Parsers::blocks);

    static final Key<CookieSecrets> COOKIE_SECRET = new Key<>(
            "cookie-secret",
            false,
            "VALUE",
            null,
            null,
            "random at each start",
            "what DNS cookies are made with, for replicas behind one address: 32 hex digits or the path of a file that holds"
                    + " them; several by comma, the first makes new cookies",
            CookieSecrets::parse);

    static final Key<QueryLog.Level> QUERY_LOG = property(
            "query-log",
            "off",
            "a line for each response in CoreDNS' form: `off`, `errors` (neither NOERROR nor NXDOMAIN) or `all`",
            Parsers::queryLog);

    static final List<Key<?>> ALL = List.of(
            BIND,
            SWARM,
            SWARM_CERT_PATH,
            SWARM_TLSVERIFY,
            SOURCE,
            HOST_ADDRESS,
            DOMAIN,
            TTL,
            REFRESH,
            REFRESH_TIMEOUT,
            STALENESS,
            GUARD,
            ON_STALE,
            EXTERNAL,
            NS,
            ALLOW_FORWARD,
            CACHE,
            TCP_CONNECTIONS,
            TCP_PER_CLIENT,
            TCP_IDLE,
            RATE_LIMIT,
            RATE_LIMIT_EXEMPT,
            COOKIE_SECRET,
            QUERY_LOG);

    private Keys() {}

    private static <T> Key<T> flag(
            String name, String placeholder, String fallback, String note, Function<String, T> parser) {
        return new Key<>(name, true, placeholder, null, fallback, "`" + fallback + "`", note, parser);
    }

    private static <T> Key<T> property(String name, String fallback, String note, Function<String, T> parser) {
        return new Key<>(name, false, "VALUE", null, fallback, "`" + fallback + "`", note, parser);
    }
}
