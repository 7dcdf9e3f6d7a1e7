package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many may wait. */
class WaitingClientsTest {

    private static final InetAddress CLIENT = TestUpstream.ip("192.0.2.1");
    private static final InetAddress GATEWAY = TestUpstream.ip("172.17.0.1");

    private final WaitingClients clients = new WaitingClients(Set.of(GATEWAY));

    private int enter(InetAddress client, int times) {
        int entered = 0;
        for (int i = 0; i < times; i++) {
            entered += clients.enter(client) ? 1 : 0;
        }
        return entered;
    }

    @Test
    void oneClientLeavesRoomForOthers() {
        assertThat(enter(CLIENT, WaitingClients.MOST)).isEqualTo(WaitingClients.MOST_OF_ONE);
        assertThat(enter(TestUpstream.ip("192.0.2.2"), 10)).isEqualTo(10);
        clients.leave(CLIENT);
        assertThat(enter(CLIENT, 2)).isEqualTo(1);
    }

    @Test
    void whoStandsForManyHasNoLimitOfItsOwnButThatOfAll() {
        assertThat(enter(GATEWAY, WaitingClients.MOST + 100)).isEqualTo(WaitingClients.MOST);
        assertThat(enter(TestUpstream.ip("127.0.0.1"), 10)).isZero();
        assertThat(clients.now()).isEqualTo(WaitingClients.MOST);
        clients.gateways(Set.of());
        clients.leave(GATEWAY);
        assertThat(enter(GATEWAY, 1)).isZero();
    }

    @Test
    void whoHasLeftLeavesNothing() {
        enter(CLIENT, 3);
        for (int i = 0; i < 3; i++) {
            clients.leave(CLIENT);
        }
        assertThat(clients.now()).isZero();
        assertThat(enter(CLIENT, WaitingClients.MOST)).isEqualTo(WaitingClients.MOST_OF_ONE);
    }
}
