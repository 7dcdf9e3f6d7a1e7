package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.extendedError;
import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static dev.wagl.forwarding.ForwardingServer.rcode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.ExtendedError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;

/** The name servers of {@code /etc/resolv.conf}. */
class ResolvConfTest {

    @TempDir
    Path directory;

    private ResolvConf read(String text) throws Exception {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(file, text);
        return ResolvConf.read(
                file, address -> address.getAddress().getHostAddress().equals("127.0.0.1"));
    }

    @Test
    void onlyNameServersCountEachOnceAndNotOurselves() throws Exception {
        ResolvConf read = read("""
                # nameserver 192.0.2.99
                ; a comment
                search example.com
                options ndots:0
                nameserver 192.0.2.1
                nameserver\t2001:db8::1   # the second
                  nameserver 192.0.2.1
                nameserver 0.0.0.0
                nameserver dns.example
                nameserver
                nameserver fe80::1%1
                """);
        assertThat(read.upstreams())
                .map(Upstream::toString)
                .startsWith("192.0.2.1:53", "[2001:db8:0:0:0:0:0:1]:53")
                .hasSize(3);
        assertThat(read.ourselves()).map(Upstream::toString).containsExactly("127.0.0.1:53");
    }

    @Test
    void whereThereIsNoneThereIsNobodyToAsk() throws Exception {
        assertThat(read("").upstreams()).isEmpty();
        assertThat(ResolvConf.read(directory.resolve("nothing"), address -> false)
                        .upstreams())
                .isEmpty();
        assertThat(ResolvConf.read(directory, address -> false).upstreams()).isEmpty();
    }

    /** Who writes it in place has it empty for a moment. */
    @Test
    void thatItIsEmptyIsBelievedAtTheSecondLookInARow() throws Exception {
        Path file = directory.resolve("resolv.conf");
        ResolvConfFile looked = new ResolvConfFile(file, address -> false);
        assertThat(looked.look().upstreams()).isEmpty();
        for (int i = 0; i < 2; i++) {
            Files.writeString(file, "nameserver 192.0.2.1\n");
            assertThat(looked.look().upstreams()).hasSize(1);
            Files.writeString(file, "");
            assertThat(looked.look().upstreams()).hasSize(1);
        }
        assertThat(looked.look().upstreams()).isEmpty();
        Files.writeString(file, "nameserver 192.0.2.1\n");
        assertThat(looked.look().upstreams()).hasSize(1);
    }

    @Test
    void itIsReadAgainWhenItChanges() throws Exception {
        Path file = directory.resolve("resolv.conf");
        Patience quick = new Patience(
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(100));
        try (ForwardingServer server =
                forwarding().resolvConf(file).patience(quick).start()) {
            assertThat(rcode(server.ask("www.example."))).isEqualTo("SERVFAIL");
            Files.writeString(file, "nameserver 127.1.3.1\nnameserver 127.1.3.2\n");
            await().untilAsserted(
                            () -> assertThat(server.engine().asked()).containsExactly("127.1.3.1:53", "127.1.3.2:53"));
            Files.writeString(file, "nameserver 127.1.3.2\n");
            await().untilAsserted(() -> assertThat(server.engine().asked()).containsExactly("127.1.3.2:53"));
            Files.delete(file);
            await().untilAsserted(() -> assertThat(server.engine().asked()).isEmpty());
        }
    }

    private static Patience lookingEvery(Duration time) {
        Patience usual = Patience.USUAL;
        return new Patience(
                usual.oneTry(),
                usual.inAll(),
                usual.beforeStale(),
                usual.betweenProbes(),
                usual.betweenMeasurements(),
                time);
    }

    /** However often it is looked at, and asked for. */
    @Test
    void thatThereIsNobodyToAskIsSaidOnce() throws Exception {
        Patience quick = lookingEvery(Duration.ofMillis(1));
        List<String> said = new CopyOnWriteArrayList<>();
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line.getMessage() + Arrays.toString(line.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Forwarding.class.getName());
        logger.addHandler(log);
        Path missing = directory.resolve("nothing");
        try (ForwardingServer server =
                forwarding().resolvConf(missing).patience(quick).start()) {
            for (int i = 0; i < 20; i++) {
                Message response = server.ask(i + ".example.");
                assertThat(rcode(response)).isEqualTo("SERVFAIL");
                assertThat(extendedError(response)).isEqualTo(ExtendedError.NO_REACHABLE_AUTHORITY);
            }
            Files.writeString(missing, "nameserver 127.1.3.1\n");
            await().untilAsserted(() -> assertThat(server.engine().asked()).isNotEmpty());
        } finally {
            logger.removeHandler(log);
        }
        assertThat(said.stream().filter(line -> line.contains("No name server to forward to")))
                .hasSize(1)
                .allMatch(line -> line.contains(missing.toString()));
    }

    @Test
    void aLookThatFailsIsNotTheLast() throws Exception {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(file, "nameserver 127.1.3.1\n");
        Patience quick = lookingEvery(Duration.ofMillis(50));
        AtomicInteger looks = new AtomicInteger();
        Forwarding forwarding = new Forwarding(
                new ForwardingConfig(true, List.of(), List.of(), 0),
                ForwardingServer.APEX,
                address -> {
                    if (looks.getAndIncrement() < 2) {
                        throw new IllegalStateException("of a test");
                    }
                    return false;
                },
                Set.of(),
                file,
                null,
                quick);
        try {
            CompletableFuture.runAsync(forwarding::start).get(1, TimeUnit.MINUTES);
            await().untilAsserted(() -> assertThat(forwarding.asked()).containsExactly("127.1.3.1:53"));
        } finally {
            forwarding.close().get(1, TimeUnit.MINUTES);
        }
    }

    /** Zones have upstreams of their own beside those of the file. */
    @Test
    void whatIsGivenForOneZoneDoesNotReplaceIt() throws Exception {
        Path file = directory.resolve("resolv.conf");
        Files.writeString(file, "nameserver 127.1.3.1\n");
        try (ForwardingServer server =
                forwarding().resolvConf(file).to("corp.example=127.1.3.9:5353").start()) {
            assertThat(server.engine().asked()).containsExactly("corp.example.=127.1.3.9:5353", "127.1.3.1:53");
        }
        try (ForwardingServer server =
                forwarding().resolvConf(file).to("127.1.3.9:5353").start()) {
            assertThat(server.engine().asked()).containsExactly("127.1.3.9:5353");
        }
    }
}
