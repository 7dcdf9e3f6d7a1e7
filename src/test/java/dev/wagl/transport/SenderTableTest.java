package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenderTableTest {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AT = 3 * SenderTable.NAME_SIZE;

    private final SenderTable table = new SenderTable();

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "0.0.0.0", "255.255.255.255", "10.0.0.200", "::", "::1", "2001:db8::ff", "fe80::1"})
    void readsAnAddressAndKeepsIt(String text) throws Exception {
        InetAddress address = InetAddress.getByName(text);
        InetAddress read = read(address, 0);
        assertThat(read).isEqualTo(address);
        assertThat(read(address, 0)).isSameAs(read);
    }

    @Test
    void readsThePort() throws Exception {
        for (int port : new int[] {0, 1, 53, 255, 256, 32768, 65535}) {
            assertThat(SenderTable.port(name(InetAddress.getByName("10.0.0.1"), 0, port), AT))
                    .isEqualTo(port);
        }
    }

    /** What a socket for both families gets from a client that has only IPv4. */
    @Test
    void anAddressOfIpv4InIpv6sFormIsOneOfIpv4() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        ByteBuffer memory = memory(AF_INET6, 0);
        memory.put(AT + 8, mapped);
        assertThat(table.address(memory, AT))
                .isInstanceOf(Inet4Address.class)
                .extracting(InetAddress::getHostAddress)
                .isEqualTo("10.1.2.3");
    }

    @Test
    void theScopeIsPartOfTheAddress() throws Exception {
        InetAddress linkLocal = InetAddress.getByName("fe80::7");
        assertThat(((Inet6Address) read(linkLocal, 2)).getScopeId()).isEqualTo(2);
        assertThat(((Inet6Address) read(linkLocal, 3)).getScopeId()).isEqualTo(3);
        assertThat(((Inet6Address) read(linkLocal, 0)).getScopeId()).isZero();
    }

    /** Many more than it has places for, and those of IPv6 that have an IPv4 address' octets somewhere. */
    @Test
    void noAddressIsTakenForAnother() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5000; i++) {
                byte[] four = {10, (byte) (i >> 8), (byte) i, 1};
                assertThat(read(InetAddress.getByAddress(four), 0).getAddress()).isEqualTo(four);
                for (int at = 0; at <= 12; at += 4) {
                    byte[] sixteen = new byte[16];
                    System.arraycopy(four, 0, sixteen, at, 4);
                    assertThat(read(InetAddress.getByAddress(sixteen), 0).getAddress())
                            .isEqualTo(sixteen);
                }
            }
        }
    }

    private InetAddress read(InetAddress address, int scope) {
        return table.address(name(address, scope, 1234), AT);
    }

    private static ByteBuffer name(InetAddress address, int scope, int port) {
        byte[] octets = address.getAddress();
        ByteBuffer memory = memory(octets.length == 4 ? AF_INET : AF_INET6, port);
        memory.put(AT + (octets.length == 4 ? 4 : 8), octets);
        if (octets.length == 16) {
            memory.putInt(AT + 24, scope);
        }
        return memory;
    }

    /** What another message has left there is no part of an address. */
    private static ByteBuffer memory(int family, int port) {
        ByteBuffer memory = ByteBuffer.allocateDirect(8 * SenderTable.NAME_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, (byte) 0x55);
        }
        memory.putShort(AT, (short) family);
        memory.put(AT + 2, (byte) (port >> 8)).put(AT + 3, (byte) port);
        if (family == AF_INET6) {
            memory.putInt(AT + 24, 0);
        }
        return memory;
    }
}
