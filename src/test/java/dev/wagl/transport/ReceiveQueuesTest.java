package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReceiveQueuesTest {

    private static final String HEADING =
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n";

    @TempDir
    Path process;

    @Test
    @EnabledOnOs(OS.LINUX)
    void datagramsThatFindTheQueueFullAreCounted() throws IOException {
        try (DatagramChannel server = bound();
                DatagramChannel client = DatagramChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            ReceiveQueues queues = new ReceiveQueues();
            Set<Integer> port = Set.of(((InetSocketAddress) server.getLocalAddress()).getPort());
            assertThat(queues.drops(port)).isZero();
            for (int sent = 0; sent < 500; sent++) {
                client.send(ByteBuffer.allocate(40), server.getLocalAddress());
            }

            AtomicInteger taken = new AtomicInteger();
            server.configureBlocking(false);
            // On a busy machine the kernel may deliver the last of them a moment later.
            await().untilAsserted(() -> {
                while (server.receive(ByteBuffer.allocate(40)) != null) {
                    taken.incrementAndGet();
                }
                assertThat(queues.drops(port)).isPositive().isEqualTo(500 - taken.get());
            });

            assertThat(taken).hasPositiveValue();
        }
    }

    @Test
    void onlyOurSocketsAtOurPortsCount() throws IOException {
        sockets(11, 12, 13);
        table("udp", "0100007F:0035", 11, 5);
        table("udp6", "00000000000000000000000001000000:0035", 12, 7);
        ReceiveQueues queues = new ReceiveQueues(process);

        assertThat(queues.drops(Set.of(0x35))).isEqualTo(12);

        table("udp", "0100007F:0036", 13, 100);
        assertThat(queues.drops(Set.of(0x35))).as("at another port").isEqualTo(12);

        table("udp", "0100007F:0035", 14, 100);
        assertThat(queues.drops(Set.of(0x35))).as("another process").isEqualTo(12);
    }

    @Test
    void whatASocketLostIsNotForgottenWithIt() throws IOException {
        sockets(11, 12);
        table("udp", "0100007F:0035", 11, 5);
        ReceiveQueues queues = new ReceiveQueues(process);
        assertThat(queues.drops(Set.of(53))).isEqualTo(5);

        table("udp", "0100007F:0035", 12, 1);
        assertThat(queues.drops(Set.of(53))).isEqualTo(6);

        table("udp", "0100007F:0035", 12, 3);
        assertThat(queues.drops(Set.of(53))).isEqualTo(8);
    }

    @Test
    void aTableOfAnotherShapeLeavesWhatIsKnown() throws IOException {
        sockets(11);
        table("udp", "0100007F:0035", 11, 5);
        ReceiveQueues queues = new ReceiveQueues(process);
        assertThat(queues.drops(Set.of(53))).isEqualTo(5);

        Files.writeString(process.resolve("net/udp"), HEADING + "what is this\n");
        assertThat(queues.drops(Set.of(53))).isEqualTo(5);
    }

    @Test
    void whereThereIsNoSuchFileNothingIsCounted() {
        assertThat(new ReceiveQueues(process.resolve("none")).drops(Set.of(53))).isZero();
    }

    private static DatagramChannel bound() throws IOException {
        return DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private void sockets(int... inodes) throws IOException {
        Path descriptors = Files.createDirectories(process.resolve("fd"));
        for (int inode : inodes) {
            Files.createSymbolicLink(descriptors.resolve("" + inode), Path.of("socket:[" + inode + "]"));
        }
    }

    private void table(String name, String address, int inode, int drops) throws IOException {
        Files.createDirectories(process.resolve("net"));
        Files.writeString(
                process.resolve("net/" + name),
                HEADING + " 1042: " + address
                        + " 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 " + inode
                        + " 2 0000000000000000 " + drops + "\n");
    }
}
