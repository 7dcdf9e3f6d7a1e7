package dev.wagl.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The kernel's queues of datagrams that wait for this process: how many datagrams found theirs full. That is where an
 * overloaded server loses queries, before it has seen them; only the kernel can count them.
 *
 * <p>Told by {@code /proc/self/net/udp} and {@code udp6}, whose last column is the drops of each socket, and the column
 * before the last three its inode; {@code /proc/self/fd} has the inodes that are ours. Where there is no such file,
 * nothing is counted.
 */
final class ReceiveQueues {

    private static final List<String> TABLES = List.of("net/udp", "net/udp6");

    /** Of a table's line, split at its blanks: {@code 00000000:0035}, hexadecimal. */
    private static final int LOCAL_ADDRESS = 1;

    private static final int INODE = 9;
    private static final int DROPS = 12;

    private final Path process;

    /** Drops by the inode of each socket there is. */
    private Map<String, Long> drops = Map.of();

    /** Of sockets that are gone. */
    private long dropsBefore;

    ReceiveQueues() {
        this(Path.of("/proc/self"));
    }

    /** @param process its folder below {@code /proc} */
    ReceiveQueues(Path process) {
        this.process = process;
    }

    /**
     * Datagrams lost so far; never fewer than it said before.
     *
     * @param ports of the sockets that count
     */
    synchronized long drops(Set<Integer> ports) {
        try {
            Map<String, Long> now = read(ports, inodes());
            drops.forEach((inode, lost) -> {
                if (now.getOrDefault(inode, -1L) < lost) {
                    dropsBefore += lost;
                }
            });
            drops = now;
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IndexOutOfBoundsException elsewhere) {
            // Not a Linux, or one that hides it: what is known stays.
        }
        return dropsBefore + drops.values().stream().mapToLong(Long::longValue).sum();
    }

    private Set<String> inodes() throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }

    /** Empty for one that has been closed since it was listed. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private Map<String, Long> read(Set<Integer> ports, Set<String> inodes) throws IOException {
        Map<String, Long> found = new HashMap<>();
        for (String table : TABLES) {
            Path file = process.resolve(table);
            if (Files.exists(file)) {
                try (Stream<String> lines = Files.lines(file)) {
                    lines.skip(1).map(line -> line.strip().split("\\s+")).forEach(columns -> {
                        String address = columns[LOCAL_ADDRESS];
                        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
                        if (ports.contains(port) && inodes.contains(columns[INODE])) {
                            found.put(columns[INODE], Long.parseLong(columns[DROPS]));
                        }
                    });
                }
            }
        }
        return found;
    }
}
