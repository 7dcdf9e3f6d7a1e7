package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpCountersTest {

    private static final InetAddress CLIENT = LocalAddresses.of(new byte[] {10, 0, 0, 7});
    private static final InetAddress OTHER = LocalAddresses.of(new byte[] {10, 0, 0, 8});
    private static final InetAddress GATEWAY = LocalAddresses.of(new byte[] {10, 0, 0, 1});
    private static final TcpLimits LIMITS = new TcpLimits(5, 2, 1000, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final TcpCounters counters = new TcpCounters(Set.of(GATEWAY));

    private boolean opened(InetAddress client) {
        if (!counters.hasShare(client, LIMITS.perClient())) {
            return false;
        }
        if (!counters.opened(LIMITS.connections())) {
            counters.noPlace(client);
            return false;
        }
        return true;
    }

    @Test
    void aClientHasItsShareAndAnotherHasOneToo() {
        assertThat(opened(CLIENT)).isTrue();
        assertThat(opened(CLIENT)).isTrue();
        assertThat(opened(CLIENT)).isFalse();
        assertThat(opened(OTHER)).isTrue();
        assertThat(counters.open()).isEqualTo(3);
        assertThat(counters.refused()).isEqualTo(1);
        counters.closed(CLIENT);
        assertThat(opened(CLIENT)).isTrue();
        assertThat(opened(CLIENT)).isFalse();
    }

    /** One that is refused a place must not, for a moment, seem to have it. */
    @Test
    void aPlaceThatIsFreeIsThereThoughAnotherIsRefusedNextToIt() throws Exception {
        int most = LIMITS.connections();
        for (int i = 0; i < most - 1; i++) {
            assertThat(counters.opened(most)).isTrue();
        }
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger highest = new AtomicInteger();
        // It has no place at a limit that is one lower, whatever the main thread does.
        Thread refused = new Thread(() -> {
            while (!over.get()) {
                counters.opened(most - 1);
            }
        });
        refused.start();
        try {
            for (int i = 0; i < 200_000; i++) {
                assertThat(counters.opened(most)).isTrue();
                highest.accumulateAndGet(counters.open(), Math::max);
                counters.closed(CLIENT);
            }
        } finally {
            over.set(true);
            refused.join();
        }
        assertThat(highest).hasValue(most);
        assertThat(counters.open()).isEqualTo(most - 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "127.0.0.1", "::1"})
    void whatStandsForManyHasAsManyAsThereAre(String many) throws Exception {
        InetAddress address = InetAddress.getByName(many);
        for (int i = 0; i < 5; i++) {
            assertThat(opened(address)).isTrue();
        }
        assertThat(opened(address)).isFalse();
        assertThat(opened(CLIENT)).isFalse();
        counters.closed(address);
        assertThat(opened(CLIENT)).isTrue();
    }

    /** RFC 4291 2.4, 2.5.4 and RFC 4193: which addresses of IPv6 are the Internet's. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::",
        "2001:db8:1:2::, 2001:db8:1:2::",
        "3fff:ffff::1, 3fff:ffff::",
        "2001:db8:f::1, 2001:db8:f::1",
        "fd00::1:2:3:4, fd00::1:2:3:4",
        "fe80::1:2:3:4, fe80::1:2:3:4",
        "4000::1:2:3:4, 4000::1:2:3:4",
        "::1, ::1",
        "10.0.0.7, 10.0.0.7",
        "32.0.0.7, 32.0.0.7"
    })
    void anIpv6NetworkOfTheInternetIsOneClient(String address, String counted) throws Exception {
        TcpCounters counters = new TcpCounters(Set.of(InetAddress.getByName("2001:db8:f::1")));
        assertThat(counters.counted(InetAddress.getByName(address))).isEqualTo(InetAddress.getByName(counted));
    }

    @Test
    void whoAsksForMoreThanThereIsIsCutOffAndWhoGivesBackIsNot() {
        for (int i = 0; i < 4; i++) {
            assertThat(counters.holds(LocalAddresses.of(new byte[] {10, 0, 1, (byte) i}), 250, LIMITS))
                    .isTrue();
        }
        assertThat(counters.holds(CLIENT, 1, LIMITS)).isFalse();
        assertThat(counters.holds(CLIENT, -1, LIMITS)).isTrue();
        assertThat(counters.holds(CLIENT, 200, LIMITS)).isFalse();
        assertThat(counters.holds(CLIENT, -100, LIMITS))
                .as("still too much, but less")
                .isTrue();
        assertThat(counters.hoarded()).isEqualTo(2);
        assertThat(counters.held()).isEqualTo(1100);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 250", "10.0.0.1, 750", "127.0.0.1, 750"})
    void aClientHoldsAPartOfTheMemoryAndAnotherHasThereforeSome(String hoarder, long most) throws Exception {
        InetAddress address = InetAddress.getByName(hoarder);
        assertThat(counters.holds(address, most - 1, LIMITS)).isTrue();
        assertThat(counters.holds(address, 1, LIMITS)).isTrue();
        assertThat(counters.holds(address, 1, LIMITS)).isFalse();
        assertThat(counters.holds(OTHER, 200, LIMITS)).isTrue();
        assertThat(counters.holds(address, -2, LIMITS)).isTrue();
        assertThat(counters.holds(address, 1, LIMITS)).isTrue();
        assertThat(counters.holds(address, -most, LIMITS)).isTrue();
        assertThat(counters.holds(address, most, LIMITS)).isTrue();
    }
}
