package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurrentProjectionTest {

    @Test
    void loopbackAndLinkLocalDoNotCountBesideOthers() {
        assertThat(reachable("127.0.0.1", "10.0.0.5", "fe80::1", "::1", "fd00::5"))
                .containsExactly("10.0.0.5", "fd00:0:0:0:0:0:0:5");
    }

    @Test
    void loopbackCountsWhereThereIsNothingElse() {
        assertThat(reachable("127.0.0.1", "fe80::1")).containsExactly("127.0.0.1");
    }

    @Test
    void anAddressWithTwoPortsCountsOnce() {
        assertThat(reachable("10.0.0.5", "10.0.0.5")).containsExactly("10.0.0.5");
    }

    @Test
    void nothingBoundIsNoAddress() {
        assertThat(reachable()).isEmpty();
    }

    private static List<String> reachable(String... addresses) {
        List<InetSocketAddress> bound = Arrays.stream(addresses)
                .map(address -> new InetSocketAddress(parse(address), 53))
                .toList();
        return CurrentProjection.reachable(bound).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static InetAddress parse(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
