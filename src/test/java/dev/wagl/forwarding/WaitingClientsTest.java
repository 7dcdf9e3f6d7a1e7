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

    /** Who has a /64 of the Internet has as many addresses as he likes (RFC 6177 2). */
    @Test
    void anIpv6NetworkOfTheInternetIsOneClient() {
        InetAddress gateway = TestUpstream.ip("2001:db8:1:2::1");
        clients.gateways(Set.of(gateway));
        for (int i = 0; i < WaitingClients.MOST_OF_ONE; i++) {
            assertThat(clients.enter(clients.counted(TestUpstream.ip("2001:db8:1:2::" + (i + 2)))))
                    .isTrue();
        }
        InetAddress next = clients.counted(TestUpstream.ip("2001:db8:1:2:a:b:c:d"));
        assertThat(clients.enter(next)).isFalse();
        assertThat(clients.enter(clients.counted(TestUpstream.ip("2001:db8:1:3::2"))))
                .isTrue();
        assertThat(clients.enter(clients.counted(gateway))).isTrue();
        clients.leave(next);
        assertThat(clients.enter(next)).isTrue();
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
