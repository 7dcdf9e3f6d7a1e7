package dev.wagl.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** An engine's API on its Unix socket, asked with a deadline: an engine that is frozen accepts and says nothing. */
final class EngineSocket {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] END_OF_HEADER = {'\r', '\n', '\r', '\n'};

    private final Path socket;
    private final Duration deadline;

    EngineSocket(Path socket, Duration deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /** @throws IOException also if it does not answer in time, or with another status than 200 */
    JsonNode get(String path) throws IOException {
        // HTTP/1.0: the body is neither chunked nor followed by anything.
        byte[] response = exchange("GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n");
        int body = endOfHeader(response);
        String status = new String(response, 0, Math.min(response.length, 12), StandardCharsets.US_ASCII);
        if (!status.endsWith(" 200")) {
            throw new IOException(path + ": " + new String(response, StandardCharsets.UTF_8));
        }
        return JSON.readTree(response, body, response.length - body);
    }

    private byte[] exchange(String request) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            while (true) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (left <= 0 || selector.select(left) == 0) {
                    throw new IOException("no complete answer within " + deadline);
                }
                selector.selectedKeys().clear();
                if (channel.read(buffer.clear()) < 0) {
                    return response.toByteArray();
                }
                response.write(buffer.array(), 0, buffer.position());
            }
        }
    }

    private static int endOfHeader(byte[] response) throws IOException {
        for (int at = 0; at + END_OF_HEADER.length <= response.length; at++) {
            if (Arrays.equals(response, at, at + 4, END_OF_HEADER, 0, 4)) {
                return at + END_OF_HEADER.length;
            }
        }
        throw new IOException("not HTTP");
    }
}
