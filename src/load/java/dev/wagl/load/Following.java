package dev.wagl.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Clients that follow {@code /v1/events}, all on one thread. Prints what they were told, and whether all were told the same last. */
final class Following {

    private static final byte[] REQUEST = "GET /v1/events HTTP/1.1\r\nHost: wagl\r\nAccept: text/event-stream\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel socket;
    private final StringBuilder line = new StringBuilder();
    private String last;
    private int zones;
    private boolean cutOff;
    private boolean ended;
    private long octets;

    private Following(SocketChannel socket) {
        this.socket = socket;
    }

    /** The loopback port, how many clients, and for how many seconds. */
    public static void main(String[] args) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(args[2]));
        List<Following> all = new ArrayList<>();
        Selector selector = Selector.open();
        for (int client = 0; client < Integer.parseInt(args[1]); client++) {
            SocketChannel socket = SocketChannel.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
            socket.write(ByteBuffer.wrap(REQUEST));
            socket.configureBlocking(false);
            all.add(new Following(socket));
            socket.register(selector, SelectionKey.OP_READ, all.get(client));
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            selector.select(key -> ((Following) key.attachment()).read(key, buffer), Math.max(1, left / 1_000_000));
        }
        print(all);
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        try {
            int read = socket.read(buffer.clear());
            if (read < 0) {
                ended = true;
                key.cancel();
                return;
            }
            octets += read;
            for (buffer.flip(); buffer.hasRemaining(); ) {
                char c = (char) (buffer.get() & 0xFF);
                if (c == '\n') {
                    take(line.toString().strip());
                    line.setLength(0);
                } else if (line.length() < 40) {
                    line.append(c);
                }
            }
        } catch (IOException e) {
            ended = true;
            key.cancel();
        }
    }

    private void take(String text) {
        if (text.startsWith("id:")) {
            last = text.substring(3).strip();
        } else if (text.matches("event: ?zone")) {
            zones++;
        } else if (text.matches("event: ?cut-off")) {
            cutOff = true;
        }
    }

    private static void print(List<Following> all) {
        System.out.printf(
                "%d followers: %d to %d events each, %.1f MB in all; %d cut off, %d ended; %d different last ids%n",
                all.size(),
                all.stream().mapToInt(one -> one.zones).min().orElse(0),
                all.stream().mapToInt(one -> one.zones).max().orElse(0),
                all.stream().mapToLong(one -> one.octets).sum() / 1e6,
                all.stream().filter(one -> one.cutOff).count(),
                all.stream().filter(one -> one.ended).count(),
                all.stream()
                        .map(one -> one.last)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count());
    }
}
