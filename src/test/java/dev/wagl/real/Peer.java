package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.UnclaimedPort;
import dev.wagl.zone.ZoneFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A name server of others, authoritative for zones that it reads from files or forwarding to one that is, as a child process on a
 * loopback address. It leaves nothing outside its directory.
 */
final class Peer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);

    private final String name;
    private final InetSocketAddress address;
    private final InetSocketAddress tlsAddress;
    private final Path output;
    private final Process process;

    private Peer(String name, InetSocketAddress address, InetSocketAddress tlsAddress, Path output, Process process) {
        this.name = name;
        this.address = address;
        this.tlsAddress = tlsAddress;
        this.output = output;
        this.process = process;
    }

    /** NSD: in the foreground, as the user who runs the tests, nothing limited, nothing in an answer that need not be. */
    static Peer nsd(Path directory, List<ZoneFile> zones) {
        InetSocketAddress address = freeAddress("127.0.0.2");
        StringBuilder config = new StringBuilder("""
                server:
                  ip-address: %s
                  port: %d
                  server-count: 1
                  username: ""
                  pidfile: ""
                  database: ""
                  zonesdir: "%s"
                  xfrdfile: ""
                  xfrdir: "%3$s"
                  zonelistfile: "%3$s/zone.list"
                  cookie-secret-file: "%3$s/cookie-secrets"
                  minimal-responses: yes
                  rrl-ratelimit: 0
                  rrl-whitelist-ratelimit: 0
                remote-control:
                  control-enable: no
                """.formatted(address.getHostString(), address.getPort(), directory));
        for (int i = 0; i < zones.size(); i++) {
            config.append("zone:\n  name: \"%s\"\n  zonefile: \"%s\"\n"
                    .formatted(zones.get(i).apex(), write(directory, i, zones.get(i))));
        }
        Path file = write(directory.resolve("nsd.conf"), config.toString());
        return start("NSD", address, directory, "nsd", "-d", "-c", file.toString());
    }

    /** Knot DNS, which stays in the foreground by itself. */
    static Peer knot(Path directory, List<ZoneFile> zones) {
        InetSocketAddress address = freeAddress("127.0.0.3");
        StringBuilder config = new StringBuilder("""
                server:
                  listen: %s@%d
                  rundir: "%s"
                  udp-workers: 1
                  tcp-workers: 1
                  background-workers: 1
                log:
                - target: stderr
                  any: warning
                database:
                  storage: "%3$s"
                template:
                - id: default
                  storage: "%3$s"
                  journal-content: none
                  zonefile-sync: -1
                zone:
                """.formatted(address.getHostString(), address.getPort(), directory));
        for (int i = 0; i < zones.size(); i++) {
            config.append("- domain: \"%s\"\n  file: \"%s\"\n"
                    .formatted(zones.get(i).apex(), write(directory, i, zones.get(i))));
        }
        Path file = write(directory.resolve("knot.conf"), config.toString());
        return start("Knot DNS", address, directory, "knotd", "-c", file.toString());
    }

    /** BIND, in the foreground and with its log on standard error, authoritative; it listens only where an interface has an address. */
    static Peer bind(Path directory, ZoneFile zone) {
        InetSocketAddress address = freeAddress("127.0.0.1");
        String config = """
                options {
                  directory "%3$s";
                  listen-on port %2$d { %1$s; };
                  listen-on-v6 { none; };
                  recursion yes;
                  dnssec-validation no;
                  minimal-responses yes;
                  empty-zones-enable no;
                  check-names primary ignore;
                  check-integrity no;
                  check-spf ignore;
                  max-cache-size 64m;
                  pid-file none;
                  session-keyfile none;
                };
                controls { };
                zone "%4$s" { type primary; file "%5$s"; };
                """.formatted(
                        address.getHostString(), address.getPort(), directory, zone.apex(), write(directory, 0, zone));
        Path file = write(directory.resolve("named.conf"), config);
        return start("BIND", address, directory, "named", "-g", "-n", "1", "-c", file.toString());
    }

    /** Unbound, which asks the authoritative server for its zone; over TLS at {@link #tlsAddress()}. */
    static Peer unbound(Path directory, ZoneFile zone, Peer authority, Certificates certificates) {
        InetSocketAddress address = freeAddress("127.0.0.4");
        InetSocketAddress tls = freeAddress("127.0.0.4");
        String config = """
                server:
                  interface: %1$s@%2$d
                  interface: %1$s@%3$d
                  tls-port: %3$d
                  tls-service-key: "%5$s"
                  tls-service-pem: "%6$s"
                  do-daemonize: no
                  username: ""
                  chroot: ""
                  directory: "%4$s"
                  pidfile: ""
                  use-syslog: no
                  module-config: "iterator"
                  do-not-query-localhost: no
                  minimal-responses: yes
                  num-threads: 1
                remote-control:
                  control-enable: no
                stub-zone:
                  name: "%7$s"
                  stub-addr: %8$s@%9$d
                """.formatted(
                        address.getHostString(),
                        address.getPort(),
                        tls.getPort(),
                        directory,
                        certificates.file("server-key.pem"),
                        certificates.file("server.pem"),
                        zone.apex(),
                        authority.address().getHostString(),
                        authority.address().getPort());
        Path file = write(directory.resolve("unbound.conf"), config);
        Peer unbound = start("Unbound", address, directory, "unbound", "-d", "-p", "-c", file.toString());
        return new Peer(unbound.name, unbound.address, tls, unbound.output, unbound.process);
    }

    /** dnsmasq, which forwards everything to the authoritative server. It keeps nothing: from its cache it would leave out the middle of a chain of aliases. */
    static Peer dnsmasq(Path directory, Peer authority) {
        InetSocketAddress address = freeAddress("127.0.0.5");
        String config = """
                port=%d
                listen-address=%s
                bind-interfaces
                no-resolv
                no-hosts
                user=root
                pid-file
                log-facility=-
                cache-size=0
                server=%s#%d
                """.formatted(
                        address.getPort(),
                        address.getHostString(),
                        authority.address().getHostString(),
                        authority.address().getPort());
        Path file = write(directory.resolve("dnsmasq.conf"), config);
        return start("dnsmasq", address, directory, "dnsmasq", "--keep-in-foreground", "--conf-file=" + file);
    }

    private static InetSocketAddress freeAddress(String host) {
        return new InetSocketAddress(host, UnclaimedPort.next());
    }

    private static Path write(Path directory, int number, ZoneFile zone) {
        return write(directory.resolve(number + ".zone"), zone.text());
    }

    private static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Peer start(String name, InetSocketAddress address, Path directory, String... line) {
        Path output = directory.resolve("output");
        try {
            Files.createDirectories(directory);
            // Debian has its servers where the PATH of an ordinary user does not lead.
            List<String> command = new ArrayList<>(List.of("env", "PATH=" + System.getenv("PATH") + ":/usr/sbin"));
            command.addAll(List.of(line));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            Peer peer = new Peer(name, address, null, output, process);
            Runtime.getRuntime().addShutdownHook(new Thread(peer::close, "end " + name));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    InetSocketAddress address() {
        return address;
    }

    /** Where it speaks DNS over TLS; null where it does not. */
    InetSocketAddress tlsAddress() {
        return tlsAddress;
    }

    /** Waits until it answers the query. */
    void await(PeerQuery query) {
        Awaitility.await()
                .alias(name + " answers")
                .pollDelay(Duration.ZERO)
                .atMost(START)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    assertThat(process.isAlive()).as(this::log).isTrue();
                    try (PeerClient client = PeerClient.of(name, address, query.mode())) {
                        client.send(query);
                        assertThat(client.reply().shape().answers())
                                .as(this::log)
                                .isPositive();
                    }
                });
    }

    /** Everything it has printed so far. */
    String log() {
        try {
            return name + ":\n" + Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it with all its children; also where this process is told to end first. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
