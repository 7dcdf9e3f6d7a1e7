package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultGatewaysTest {

    private static final String HEADER =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

    @Test
    void theGatewayOfTheDefaultRoute() throws Exception {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        String gateway = little ? "010012AC" : "AC120001";
        assertThat(DefaultGateways.ofIpv4(List.of(
                        HEADER,
                        "eth1\t00000000\t" + gateway + "\t0003\t0\t0\t0\t00000000\t0\t0\t0   ",
                        "eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0   ")))
                .containsExactly(InetAddress.getByName("172.18.0.1"));
    }

    @Test
    void aRouteToSomewhereOrWithoutAGatewayIsNone() {
        assertThat(DefaultGateways.ofIpv4(List.of(
                        HEADER,
                        "eth0\t0000A8C0\t010012AC\t0003\t0\t0\t0\t0000FFFF\t0\t0\t0",
                        "eth0\t00000000\t010012AC\t0003\t0\t0\t0\t00000080\t0\t0\t0",
                        "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0",
                        "")))
                .isEmpty();
    }

    @Test
    void theGatewayOfIpv6() throws Exception {
        String none = "00000000000000000000000000000000";
        String gateway = "fd000000000000000000000000000001";
        assertThat(DefaultGateways.ofIpv6(List.of(
                        none + " 00 " + none + " 00 " + gateway + " 00000400 00000002 00000000 00000003     eth0",
                        gateway + " 40 " + none + " 00 " + none + " 00000100 00000001 00000000 00000001     eth0",
                        none + " 00 " + none + " 00 " + none + " ffffffff 00000001 00000000 00200200       lo")))
                .containsExactly(InetAddress.getByName("fd00::1"));
    }
}
