package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.answers;
import static dev.wagl.forwarding.ForwardingServer.extendedError;
import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static dev.wagl.forwarding.ForwardingServer.rcode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.ExtendedError;
import dev.wagl.forwarding.TestUpstream.Asked;
import dev.wagl.swarm.TestCertificates;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Upstreams over TLS (RFC 7858): whom to believe, and how they are spared. */
class TlsUpstreamTest {

    private static final TestCertificates AUTHORITY = new TestCertificates("the authority");

    private static TestUpstream upstream(TestCertificates authority, String... names) throws Exception {
        return TestUpstream.start(
                authority.serverContext(authority.server(names)).getServerSocketFactory(), Asked::answer);
    }

    private static SslContext trust() throws Exception {
        return SslContextBuilder.forClient().trustManager(AUTHORITY.authority()).build();
    }

    private static ForwardingServer.Builder to(TestUpstream upstream, String name) throws Exception {
        return forwarding().to("tls://" + upstream + name).tls(trust());
    }

    @Test
    void oneWithTheRightNameIsAskedOverOneConnectionAndPadded() throws Exception {
        try (TestUpstream upstream = upstream(AUTHORITY, "dns.example");
                ForwardingServer server = to(upstream, "#dns.example").start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(answers(server.ask(i + ".tls.example."))).isEqualTo(TestUpstream.ADDRESS);
            }
            assertThat(upstream.accepted()).isEqualTo(1);
            assertThat(upstream.asked())
                    .hasSize(5)
                    .allMatch(Asked::tcp)
                    .allSatisfy(asked -> assertThat(asked.query().length % 128)
                            .as("RFC 8467")
                            .isZero());
            assertThat(upstream.asked().stream().map(Asked::id).distinct()).hasSizeGreaterThan(3);
        }
    }

    @Test
    void oneWithoutANameMustHaveItsAddressCertified() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(
                        new java.net.InetSocketAddress("127.1.2.1", 0),
                        AUTHORITY.serverContext(AUTHORITY.server("127.1.2.1")).getServerSocketFactory(),
                        Asked::answer);
                ForwardingServer server = to(upstream, "").start()) {
            assertThat(answers(server.ask("www.tls.example."))).isEqualTo(TestUpstream.ADDRESS);
        }
    }

    @Test
    void oneWithAnotherNameIsNotBelieved() throws Exception {
        try (TestUpstream upstream = upstream(AUTHORITY, "dns.example");
                ForwardingServer server = to(upstream, "#dns.other.example").start()) {
            refuses(server, upstream);
        }
    }

    @Test
    void oneWithoutANameAndWithAnotherAddressIsNotBelieved() throws Exception {
        try (TestUpstream upstream = upstream(AUTHORITY, "127.99.99.99");
                ForwardingServer server = to(upstream, "").start()) {
            refuses(server, upstream);
        }
    }

    @Test
    void oneOfAnUnknownAuthorityIsNotBelieved() throws Exception {
        try (TestUpstream upstream = upstream(new TestCertificates("the authority"), "dns.example");
                ForwardingServer server = to(upstream, "#dns.example").start()) {
            refuses(server, upstream);
        }
    }

    /** Those that this machine trusts do not know the authority of a test. */
    @Test
    void withoutAnythingSaidThisMachinesAuthoritiesCount() throws Exception {
        try (TestUpstream upstream = upstream(AUTHORITY, "dns.example");
                ForwardingServer server =
                        forwarding().to("tls://" + upstream + "#dns.example").start()) {
            refuses(server, upstream);
        }
    }

    /** Not even to see whether it leads back. */
    @Test
    void nothingIsSentInTheClear() throws Exception {
        try (TestUpstream upstream = upstream(AUTHORITY, "dns.example").showLoopChecks();
                ForwardingServer server = to(upstream, "#dns.example").start()) {
            assertThat(answers(server.ask("www.tls.example."))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(upstream.asked()).hasSize(1).allMatch(Asked::tcp);
        }
    }

    /** A server that speaks no TLS gets no name told in the clear. */
    @Test
    void oneThatSpeaksNoTlsIsNotAsked() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = to(upstream, "#dns.example").start()) {
            Message response = server.ask("www.tls.example.");
            assertThat(rcode(response)).isEqualTo("SERVFAIL");
            assertThat(upstream.asked()).isEmpty();
        }
    }

    private static void refuses(ForwardingServer server, TestUpstream upstream) throws Exception {
        Message response = server.ask("www.tls.example.");
        assertThat(rcode(response)).isEqualTo("SERVFAIL");
        assertThat(extendedError(response)).isEqualTo(ExtendedError.NETWORK_ERROR);
        assertThat(upstream.asked()).isEmpty();
        assertThat(server.engine().upstreams().get(0).up()).isFalse();
    }

    @Test
    void manyAtOnceShareTheConnection() throws Exception {
        try (TestUpstream upstream = upstream(AUTHORITY, "dns.example");
                ForwardingServer server = to(upstream, "#dns.example").start()) {
            List<CompletableFuture<Message>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(server.resolver()
                        .sendAsync(ForwardingServer.query(i + ".many.example.", Type.A))
                        .toCompletableFuture());
            }
            for (CompletableFuture<Message> one : all) {
                assertThat(answers(one.join())).isEqualTo(TestUpstream.ADDRESS);
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    /** As when a firewall has forgotten it: the kernel would send the same again for a quarter of an hour. */
    @Test
    void aConnectionThatHasDiedInSilenceIsGivenUp() throws Exception {
        AtomicReference<Socket> dead = new AtomicReference<>();
        try (TestUpstream upstream = upstream(AUTHORITY, "dns.example");
                ForwardingServer server =
                        to(upstream, "#dns.example").patience(Patience.USUAL).start()) {
            upstream.behave(asked -> {
                dead.compareAndSet(null, asked.connection());
                asked.answer();
            });
            assertThat(answers(server.ask("before.tls.example."))).isEqualTo(TestUpstream.ADDRESS);
            upstream.behave(asked -> {
                if (asked.connection() != dead.get()) {
                    asked.answer();
                }
            });
            isAnsweredOverAnother(server, upstream);
        }
    }

    /** Asked for one name after the other, it leaves the connection for a new one. */
    private static void isAnsweredOverAnother(ForwardingServer server, TestUpstream upstream) throws Exception {
        int[] names = new int[1];
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            server.resolver().sendAsync(ForwardingServer.query(names[0]++ + ".tls.example.", Type.A));
            return upstream.accepted() > 1;
        });
        assertThat(answers(server.ask("after.tls.example."))).isEqualTo(TestUpstream.ADDRESS);
    }

    /** What comes keeps the connection from being idle, and is never a response. */
    @Test
    void aConnectionOnWhichAMessageDripsIsGivenUp() throws Exception {
        AtomicReference<Socket> dripping = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
        try (TestUpstream upstream = upstream(AUTHORITY, "dns.example");
                ForwardingServer server =
                        to(upstream, "#dns.example").patience(Patience.USUAL).start()) {
            upstream.behave(asked -> {
                if (dripping.compareAndSet(null, asked.connection())) {
                    drip.scheduleAtFixedRate(() -> drip(asked.connection(), closed), 0, 100, TimeUnit.MILLISECONDS);
                } else if (asked.connection() != dripping.get()) {
                    asked.answer();
                }
            });
            isAnsweredOverAnother(server, upstream);
            assertThat(closed.await(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            drip.shutdownNow();
        }
    }

    /** One octet of a message of 32,639. */
    private static void drip(Socket connection, CountDownLatch closed) {
        try {
            connection.getOutputStream().write(0x7F);
        } catch (IOException e) {
            closed.countDown();
        }
    }

    /** The authorities of the system take megabytes of a small heap. */
    @Test
    void onlyWhoSpeaksTlsReadsWhomToTrust() {
        assertThat(Forwarding.trustFor(Upstream.parseList("192.0.2.1,corp.example=192.0.2.2")))
                .isNull();
        assertThat(Forwarding.trustFor(Upstream.parseList("192.0.2.1,tls://192.0.2.2")))
                .isNotNull();
    }
}
