package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.UnclaimedPort;
import dev.wagl.dns.Transport;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end, which a look at this machine's addresses can be late for. */
class WildcardSocketsTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetAddress OTHER = LocalAddresses.of(new byte[] {127, 0, 0, 2});
    private static final Map<String, InetAddress> LOCAL = Map.of("127.0.0.1", LOOPBACK);

    private Vertx vertx;
    private BindAddress bind;

    @BeforeEach
    void open() throws Exception {
        vertx = RunningServer.vertx(false);
        bind = BindAddress.parse(":" + UnclaimedPort.next());
    }

    @AfterEach
    void close() {
        RunningServer.await(vertx.close());
    }

    @Test
    void anEndedVerticleOpensNoSocket() {
        UdpServerVerticle verticle = deploy();
        RunningServer.await(verticle.follow(LOCAL));
        assertThat(verticle.addresses()).hasSize(1);
        assertThat(isTaken(LOOPBACK)).isTrue();
        RunningServer.await(vertx.undeploy(verticle.deploymentID()));
        // The JDK closes a channel when its selector looks next.
        await().until(() -> !isTaken(LOOPBACK));
        assertThat(isTaken(OTHER)).isFalse();
        RunningServer.await(verticle.follow(Map.of("127.0.0.2", OTHER)));
        assertThat(isTaken(OTHER)).isFalse();
    }

    private UdpServerVerticle deploy() {
        UdpServerVerticle verticle = new UdpServerVerticle(
                List.of(bind),
                new Responder(RunningServer.processor(Transport.UDP), DatagramBatch.LONGEST_QUERY),
                false,
                true);
        RunningServer.await(vertx.deployVerticle(verticle));
        return verticle;
    }

    private boolean isTaken(InetAddress address) {
        return AddressProbe.isTaken(address, bind.port(), Transport.UDP);
    }
}
