package dev.wagl.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Queries as bytes: dnsperf's files read, {@code NAME TYPE} a line. */
final class Queries {

    private static final Map<String, Integer> TYPES = Map.of("A", 1, "AAAA", 28, "SRV", 33);

    private Queries() {}

    /** Each in memory that the system sends without a copy. */
    static List<ByteBuffer> read(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(line -> line.split(" "))
                    .map(words -> direct(query(words[0], TYPES.get(words[1]))))
                    .toList();
        }
    }

    private static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    }

    /** With id 0, class IN and without EDNS. */
    static byte[] query(String name, int type) {
        ByteBuffer query = ByteBuffer.allocate(12 + name.length() + 2 + 4);
        query.putShort(4, (short) 1).position(12);
        for (String label : name.split("\\.")) {
            query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
        }
        query.put((byte) 0).putShort((short) type).putShort((short) 1);
        return Arrays.copyOf(query.array(), query.position());
    }
}
