package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wagl.dns.Name;
import dev.wagl.forwarding.ForwardingConfig;
import dev.wagl.forwarding.Upstream;
import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.querylog.QueryLog;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.SwarmConfig;
import dev.wagl.sync.SyncConfig;
import dev.wagl.sync.SyncConfig.OnStale;
import dev.wagl.transport.BindAddress;
import dev.wagl.transport.TcpLimits;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsReaderTest {

    private static final String DOMAIN_OF_217_OCTETS = ("a".repeat(63) + ".").repeat(3) + "b".repeat(23);

    /** Of RFC 9018 A.1. */
    private static final String SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";

    private final Map<String, String> given = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    Path directory;

    private Settings read() {
        return new SettingsReader(this::find, environment::get).read();
    }

    private Given find(Key<?> key) {
        String value = given.get(key.label());
        return value == null ? null : new Given(key.label(), value);
    }

    private Settings read(String... pairs) {
        for (int at = 0; at < pairs.length; at += 2) {
            given.put(pairs[at], pairs[at + 1]);
        }
        return read();
    }

    private void assertRefused(String message, String... pairs) {
        assertThatThrownBy(() -> read(pairs))
                .isInstanceOf(BadSettingException.class)
                .hasMessage(message);
    }

    @Test
    void defaultsAreTheDesigns() throws Exception {
        assertThat(read())
                .isEqualTo(new Settings(
                        List.of(new BindAddress(null, 53)),
                        new SwarmConfig(
                                List.of("unix:///var/run/docker.sock"), null, false, null, Duration.ofSeconds(10)),
                        Name.parse("swarm."),
                        1,
                        null,
                        new SyncConfig(
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(15),
                                OnStale.SERVE),
                        new ForwardingConfig(
                                true, List.of(), AddressBlock.parseList("loopback,link-local,private"), 8 << 20),
                        new TcpLimits(1000, 100, Duration.ofSeconds(30)),
                        new RateLimitConfig(100, AddressBlock.parseList("loopback,link-local,private")),
                        null,
                        QueryLog.Level.OFF));
    }

    @Test
    void theLongestDomainHasRoomForTheLongestOfOurNames() {
        Name domain = read("--domain", DOMAIN_OF_217_OCTETS).domain();

        assertThat(domain.length()).isEqualTo(217);
        assertThat(domain.child("addr").child("f".repeat(32)).length()).isEqualTo(255);
        assertThatThrownBy(() -> read("--domain", DOMAIN_OF_217_OCTETS + "c"))
                .isInstanceOf(BadSettingException.class)
                .hasMessageEndingWith(
                        ": is 218 octets long, which leaves no room for names below it; at most 217, write for"
                                + " example swarm.");
    }

    @Test
    void everyKeyIsRead() throws Exception {
        Settings settings = read(
                "--bind", "127.0.0.1:5300,[::1]:53",
                "--swarm", "tcp://10.0.0.11:2376,10.0.0.12:2376",
                "--swarm-cert-path", directory.toString(),
                "--swarm-tlsverify", "false",
                "wagl.source", "containers",
                "wagl.host-address", "192.0.2.10",
                "--domain", "Cluster.Example",
                "wagl.ttl", "0",
                "--refresh", "30s",
                "--refresh-timeout", "20s",
                "--staleness", "2m",
                "wagl.guard", "0",
                "wagl.on-stale", "exit",
                "--external", "true",
                "--ns", "192.0.2.1,corp.example=[2001:db8::1]:5353",
                "wagl.allow-forward", "203.0.113.0/24",
                "wagl.cache", "1048576",
                "wagl.tcp.connections", "200",
                "wagl.tcp.per-client", "20",
                "wagl.tcp.idle", "10s",
                "wagl.rate-limit", "20",
                "wagl.rate-limit-exempt", "loopback,2001:db8::/32",
                "wagl.cookie-secret", SECRET,
                "wagl.query-log", "errors");

        assertThat(settings)
                .isEqualTo(new Settings(
                        List.of(
                                new BindAddress(InetAddress.getByName("127.0.0.1"), 5300),
                                new BindAddress(InetAddress.getByName("::1"), 53)),
                        new SwarmConfig(
                                List.of("tcp://10.0.0.11:2376", "tcp://10.0.0.12:2376"),
                                directory,
                                false,
                                Source.CONTAINERS,
                                Duration.ofSeconds(20)),
                        Name.parse("cluster.example."),
                        0,
                        InetAddress.getByName("192.0.2.10"),
                        new SyncConfig(
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(2),
                                Duration.ZERO,
                                OnStale.EXIT),
                        new ForwardingConfig(
                                true,
                                Upstream.parseList("192.0.2.1,corp.example=[2001:db8::1]:5353"),
                                AddressBlock.parseList("203.0.113.0/24"),
                                1 << 20),
                        new TcpLimits(200, 20, Duration.ofSeconds(10)),
                        new RateLimitConfig(20, AddressBlock.parseList("loopback,2001:db8::/32")),
                        CookieSecrets.parse(SECRET),
                        QueryLog.Level.ERRORS));
        assertThat(given).hasSize(Keys.ALL.size());
    }

    @Test
    void nobodyIsExemptWhereNoneIsGiven() {
        assertThat(read("wagl.rate-limit-exempt", "none").rateLimit().exempt()).isEmpty();
        assertThat(read("wagl.allow-forward", "None").forwarding().allowForward())
                .isEmpty();
    }

    @Test
    void aCookieSecretIsReadFromAFileToo() throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), SECRET.toUpperCase(Locale.ROOT) + "\n");
        assertThat(read("wagl.cookie-secret", file.toString()).cookieSecrets()).isEqualTo(CookieSecrets.parse(SECRET));
        assertRefused(
                "wagl.cookie-secret=(hidden): '/does/not/exist' is a file that cannot be read; write 32 hex digits, as openssl"
                        + " rand -hex 16 makes them, or the path of a file that holds them; several by comma, the first makes"
                        + " new cookies",
                "wagl.cookie-secret",
                "/does/not/exist");
    }

    /** One that is a digit short is a secret still, and logs are read by many. */
    @Test
    void aBadCookieSecretIsNotShown() {
        assertThatThrownBy(() -> read("wagl.cookie-secret", SECRET + "," + SECRET.substring(1)))
                .isInstanceOf(BadSettingException.class)
                .hasMessageNotContaining(SECRET.substring(1));
        assertThat(read("wagl.cookie-secret", SECRET).toString()).doesNotContain(SECRET);
    }

    @Test
    void theDemoClusterIsPassedThrough() {
        assertThat(read("--swarm", "demo:").demo()).isTrue();
        assertThat(read("--swarm", "tcp://demo:2375").demo()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:2376, tcp://127.0.0.1:2376",
        "swarm:2375, tcp://swarm:2375",
        "tcp://swarm:2375/, tcp://swarm:2375",
        "TCP://swarm_manager.local:2375, tcp://swarm_manager.local:2375",
        "tcp://[2001:db8::1]:2376, tcp://[2001:db8::1]:2376",
        "unix:///run/docker.sock, unix:///run/docker.sock",
        "demo, demo:",
    })
    void endpointsAreWrittenOneWay(String written, String endpoint) {
        assertThat(read("--swarm", written).swarm().endpoints()).containsExactly(endpoint);
    }

    static Stream<List<String>> badValues() {
        String connections = "is not a number of connections; write for example 1000, from 1 to 20000";
        String forms = "write unix:///var/run/docker.sock or tcp://10.0.0.11:2375";
        return Stream.of(
                List.of("--bind", "53", "is a bare port; write :53"),
                List.of("--bind", ":65536", "has the port 65536; a port is a number up to 65535"),
                List.of("--bind", "dns:53", "has the host name dns; write an IP address, such as 127.0.0.1:53"),
                List.of("--bind", "::1:53", "has an IPv6 address without brackets; write it as [::1]:53"),
                List.of("--bind", ":53,:53", "has :53 twice"),
                List.of("--swarm", "ssh://root@swarm", "'ssh://root@swarm' has a scheme that is not spoken; " + forms),
                List.of(
                        "--swarm",
                        "npipe:////./pipe/docker",
                        "'npipe:////./pipe/docker' has a scheme that is not spoken; " + forms),
                List.of(
                        "--swarm",
                        "https://swarm:2376",
                        "'https://swarm:2376' is an address for a browser; did you mean tcp://swarm:2376? (TLS is spoken where"
                                + " --swarm-cert-path is given)"),
                List.of(
                        "--swarm",
                        "/var/run/docker.sock",
                        "'/var/run/docker.sock' has no scheme; did you mean unix:///var/run/docker.sock?"),
                List.of(
                        "--swarm",
                        "unix://docker.sock",
                        "'unix://docker.sock' is not a path from the root; write for example unix:///var/run/docker.sock"),
                List.of(
                        "--swarm",
                        "tcp://swarm",
                        "'tcp://swarm' is not host:port; write for example tcp://10.0.0.11:2375, or 2376 with TLS"),
                List.of(
                        "--swarm",
                        "swarm",
                        "'swarm' is not host:port; write for example tcp://10.0.0.11:2375, or 2376 with TLS"),
                List.of(
                        "--swarm",
                        "tcp://swarm:2375/v1.24",
                        "'tcp://swarm:2375/v1.24' is not host:port; write for example tcp://10.0.0.11:2375, or 2376 with TLS"),
                List.of(
                        "--swarm",
                        "tcp://a:2375,,tcp://b:2375",
                        "'' is not host:port; write for example tcp://10.0.0.11:2375, or 2376 with TLS"),
                List.of("--swarm", "tcp://swarm:0", "'tcp://swarm:0' has a port that is not from 1 to 65535"),
                List.of(
                        "--swarm",
                        "tcp://[1.2.3]:1",
                        "'tcp://[1.2.3]:1' has brackets around what is not an IPv6 address"),
                List.of("--swarm", "demo:,swarm:2375", "mixes the demo cluster with real ones; give demo: alone"),
                List.of(
                        "--swarm-cert-path",
                        "/does/not/exist",
                        "does not exist; give the directory with ca.pem, cert.pem and key.pem"),
                List.of(
                        "--swarm-cert-path",
                        "/dev/null",
                        "is not a directory; give the directory with ca.pem, cert.pem and key.pem"),
                List.of("--swarm-tlsverify", "maybe", "is neither true nor false"),
                List.of("wagl.source", "kubernetes", "is not a source; write auto, swarm or containers"),
                List.of(
                        "wagl.host-address",
                        "0.0.0.0",
                        "is not an IP address of a host; write for example 192.0.2.10, the address clients reach it by"),
                List.of(
                        "wagl.host-address",
                        "manager1",
                        "is not an IP address of a host; write for example 192.0.2.10, the address clients reach it by"),
                List.of("--domain", ".", "is the root, all the names there are; write for example swarm."),
                List.of("--domain", "a..b", "is not a domain name: it has an empty label; write for example swarm."),
                List.of(
                        "--domain",
                        "a".repeat(64),
                        "is not a domain name: it has a label longer than 63 octets; write for example swarm."),
                List.of(
                        "--domain",
                        "swärm.",
                        "is not a domain name of letters, digits, '-' and '_'; write for example swarm."),
                List.of("wagl.ttl", "5", "has no unit; did you mean 5s?"),
                List.of(
                        "wagl.ttl",
                        "500ms",
                        "is not a whole number of seconds, which is all that DNS can say; write 0, 1s, 30s or 5m"),
                List.of(
                        "wagl.ttl",
                        "2147483648s",
                        "is over the 2147483647 s that a TTL can be; write 0, 1s, 30s or 5m"),
                List.of("--refresh", "15", "has no unit; did you mean 15s?"),
                List.of("--refresh", "0", "is too short; write 15s, or at least 100ms"),
                List.of("--refresh", "-5s", "is negative; write for example 15s"),
                List.of("--refresh-timeout", "soon", "is not a duration; write for example 15s, 1m30s or 500ms"),
                List.of("--refresh-timeout", "0", "must be more than 0; write for example 10s"),
                List.of("--staleness", "0s", "must be more than 0; write for example 10s"),
                List.of("wagl.guard", "never", "is not a duration; write for example 15s, 1m30s or 500ms"),
                List.of("wagl.on-stale", "die", "is not one of serve, servfail, exit"),
                List.of("wagl.query-log", "denials", "is not one of off, errors, all"),
                List.of("--external", "no", "is neither true nor false"),
                List.of(
                        "--ns",
                        "dns.google",
                        "'dns.google' is not the address of a name server (a host name is not resolved here); write an IP"
                                + " address: 10.0.0.2, 10.0.0.2:5353, [2001:db8::2]:53, tls://9.9.9.9#dns.quad9.net,"
                                + " corp.example=10.0.0.2"),
                List.of(
                        "wagl.allow-forward",
                        "friends",
                        "'friends' is not a block of addresses; write for example 10.0.0.0/8, 2001:db8::/32, or one of the"
                                + " words loopback, link-local, private"),
                List.of("wagl.tcp.connections", "0", connections),
                List.of("wagl.tcp.connections", "20001", connections),
                List.of("wagl.tcp.connections", "many", connections),
                List.of("wagl.tcp.per-client", "-1", connections),
                List.of(
                        "wagl.cache",
                        "1000",
                        "is not a number of octets, 0 or from 524288 to 1073741824; write for example 8388608"),
                List.of(
                        "wagl.cache",
                        "8MB",
                        "is not a number of octets, 0 or from 524288 to 1073741824; write for example 8388608"),
                List.of("wagl.tcp.idle", "10", "has no unit; did you mean 10s?"),
                List.of("wagl.tcp.idle", "999ms", "is not from 1s to 1h; write for example 30s"),
                List.of("wagl.tcp.idle", "1h1s", "is not from 1s to 1h; write for example 30s"),
                List.of(
                        "wagl.rate-limit",
                        "many",
                        "is not a number of responses a second from 0 to 1000000; write for example 100"),
                List.of(
                        "wagl.rate-limit",
                        "1000001",
                        "is not a number of responses a second from 0 to 1000000; write for example 100"),
                List.of(
                        "wagl.rate-limit-exempt",
                        "all",
                        "'all' is not a block of addresses; write for example 10.0.0.0/8, 2001:db8::/32, or one of the"
                                + " words loopback, link-local, private"),
                List.of(
                        "wagl.cookie-secret",
                        "(hidden)",
                        "is not a secret of 16 octets; write 32 hex digits, as openssl rand -hex 16 makes them, or the path"
                                + " of a file that holds them; several by comma, the first makes new cookies"));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void aBadValueIsNamedWithWhatWouldBeRight(List<String> bad) {
        assertRefused(bad.get(0) + "=" + bad.get(1) + ": " + bad.get(2), bad.get(0), bad.get(1));
    }

    @Test
    void everyKeyHasABadValueAbove() {
        List<String> tried = badValues().map(bad -> bad.get(0)).distinct().toList();
        assertThat(tried)
                .containsExactlyInAnyOrderElementsOf(
                        Keys.ALL.stream().map(Key::label).toList());
    }

    @Test
    void aLineStaysALine() {
        assertThatThrownBy(() -> read("--refresh", "a\nb\u001b[31m" + "x".repeat(1000)))
                .hasMessage("--refresh=a?b?[31m" + "x".repeat(200 - 8)
                        + "...: is not a duration; write for example 15s, 1m30s or 500ms");
    }

    @Test
    void aClientGetsNoMoreConnectionsThanThereAre() {
        assertRefused(
                "wagl.tcp.per-client=1001: must not be more than there are in all (wagl.tcp.connections=1000, the default)",
                "wagl.tcp.per-client",
                "1001");
        given.clear();
        assertThat(read("wagl.tcp.connections", "50").tcp()).isEqualTo(new TcpLimits(50, 50, Duration.ofSeconds(30)));
        assertThat(read("wagl.tcp.per-client", "50").tcp().perClient()).isEqualTo(50);
    }

    @Test
    void theTimeOutIsBelowTheTimeBetweenRefreshes() {
        assertRefused(
                "--refresh-timeout=15s: must be less than the time between two refreshes (--refresh=15s, the default)",
                "--refresh-timeout",
                "15s");
        assertRefused(
                "--refresh-timeout=15s: must be less than the time between two refreshes (--refresh=15s)",
                "--refresh",
                "15s");
        assertThat(read("--refresh", "16s").sync().refreshTimeout()).isEqualTo(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @CsvSource({"15s,10000,60000", "1m,10000,240000", "6s,4000,60000", "300ms,200,60000"})
    void defaultsFollowAnotherRefreshThatIsGivenAlone(String refresh, long timeout, long staleness) {
        SyncConfig sync = read("--refresh", refresh).sync();
        assertThat(sync.refreshTimeout()).isEqualTo(Duration.ofMillis(timeout));
        assertThat(sync.staleness()).isEqualTo(Duration.ofMillis(staleness));
    }

    @Test
    void aZoneThatIsAlwaysStaleIsRefused() {
        assertRefused(
                "--staleness=15s: must be more than the time between two refreshes (--refresh=15s, the default), else the zone"
                        + " is always stale",
                "--staleness",
                "15s");
    }

    @Test
    void nameServersWithoutForwardingAreRefused() {
        assertRefused(
                "--ns=192.0.2.1: nothing is forwarded with --external=false; drop one of the two",
                "--ns",
                "192.0.2.1",
                "--external",
                "false");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, :53, 127.0.0.1:53",
        "127.0.0.53, :53, 127.0.0.53:53",
        "'[::1]:5300', :5300, '[0:0:0:0:0:0:0:1]:5300'",
        "192.0.2.7, 192.0.2.7:53, 192.0.2.7:53",
    })
    void waglIsNotItsOwnNameServer(String server, String bind, String shown) {
        assertRefused(
                "--ns=" + server + ": '" + shown + "' is wagl itself (--bind=" + bind + "); give another name server",
                "--ns",
                server,
                "--bind",
                bind);
    }

    @Test
    void anotherPortOrAddressIsAnotherServer() {
        assertThat(read("--ns", "127.0.0.1:5353", "--bind", ":53").forwarding().upstreams())
                .hasSize(1);
        assertThat(read("--ns", "127.0.0.53", "--bind", "127.0.0.1:53")
                        .forwarding()
                        .upstreams())
                .hasSize(1);
        assertThat(read("--ns", "192.0.2.1", "--bind", ":53").forwarding().upstreams())
                .hasSize(1);
    }

    @Test
    void aNameServerForOurOwnZoneIsRefused() {
        assertRefused(
                "--ns=billing.swarm=192.0.2.1: 'billing.swarm.=192.0.2.1:53' would never be asked: wagl answers for swarm."
                        + " itself; give a zone outside of it",
                "--ns",
                "billing.swarm=192.0.2.1");
    }

    @Test
    void dockersVariablesAreTheDefaults() {
        environment.put("DOCKER_HOST", "tcp://10.0.0.11:2376");
        environment.put("DOCKER_CERT_PATH", directory.toString());
        environment.put("DOCKER_TLS_VERIFY", "1");
        assertThat(read().swarm())
                .isEqualTo(new SwarmConfig(
                        List.of("tcp://10.0.0.11:2376"), directory, true, null, Duration.ofSeconds(10)));
    }

    @Test
    void ourOwnWinOverDockers() throws Exception {
        environment.put("DOCKER_HOST", "tcp://10.0.0.11:2376");
        environment.put("DOCKER_CERT_PATH", "/does/not/exist");
        environment.put("DOCKER_TLS_VERIFY", "1");
        Path ours = Files.createDirectory(directory.resolve("ours"));
        assertThat(read(
                                "--swarm",
                                "tcp://ours:2376",
                                "--swarm-cert-path",
                                ours.toString(),
                                "--swarm-tlsverify",
                                "false")
                        .swarm())
                .isEqualTo(new SwarmConfig(List.of("tcp://ours:2376"), ours, false, null, Duration.ofSeconds(10)));
    }

    @Test
    void aBadVariableOfDockersIsNamed() {
        environment.put("DOCKER_HOST", "ssh://root@swarm");
        assertRefused("DOCKER_HOST=ssh://root@swarm: 'ssh://root@swarm' has a scheme that is not spoken; write"
                + " unix:///var/run/docker.sock or tcp://10.0.0.11:2375");
        environment.put("DOCKER_HOST", "tcp://swarm:2376");
        environment.put("DOCKER_CERT_PATH", "/does/not/exist");
        assertRefused(
                "DOCKER_CERT_PATH=/does/not/exist: does not exist; give the directory with ca.pem, cert.pem and key.pem");
    }

    @Test
    void emptyVariablesOfDockersAreNone() {
        environment.put("DOCKER_HOST", "");
        environment.put("DOCKER_CERT_PATH", " ");
        environment.put("DOCKER_TLS_VERIFY", "");
        assertThat(read().swarm().endpoints()).containsExactly("unix:///var/run/docker.sock");
        assertThat(read("--swarm", "tcp://swarm:2375").swarm().tlsVerify()).isFalse();
    }

    @Test
    void certificatesAreVerifiedUnlessToldOtherwise() {
        assertThat(read("--swarm", "tcp://swarm:2376", "--swarm-cert-path", directory.toString())
                        .swarm()
                        .tlsVerify())
                .isTrue();
        environment.put("DOCKER_TLS_VERIFY", "0");
        assertThat(read().swarm().tlsVerify())
                .as("as docker has it: any value is on")
                .isTrue();
    }

    @Test
    void verifyingWithoutCertificatesIsRefused() {
        assertRefused(
                "--swarm-tlsverify=true: there are no certificates to verify with; give the directory that holds them with"
                        + " --swarm-cert-path",
                "--swarm-tlsverify",
                "true");
        given.clear();
        environment.put("DOCKER_TLS_VERIFY", "1");
        assertRefused(
                "DOCKER_TLS_VERIFY=1: there are no certificates to verify with; give the directory that holds them with"
                        + " --swarm-cert-path",
                "--swarm",
                "tcp://swarm:2376");
    }

    @Test
    void dockersTlsVariablesDoNotConcernTheSocketOrTheDemo() {
        environment.put("DOCKER_TLS_VERIFY", "1");
        environment.put("DOCKER_CERT_PATH", "/does/not/exist");
        assertThat(read().swarm().certPath()).isNull();
        assertThat(read("--swarm", "demo:").swarm().tlsVerify()).isFalse();
    }
}
