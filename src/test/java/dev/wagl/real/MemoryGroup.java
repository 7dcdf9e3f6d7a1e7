package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel counts of the memory of a container: a control group, of version 1 or 2. */
record MemoryGroup(Path directory, boolean second) {

    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    static MemoryGroup of(String container) {
        Path inGroup = Path.of(Machines.CONTROL_GROUP, container);
        Path first = ROOT.resolve("memory").resolve(inGroup);
        return Files.isDirectory(first) ? new MemoryGroup(first, false) : new MemoryGroup(ROOT.resolve(inGroup), true);
    }

    /** Octets that its processes have now and that cannot be had back from them: no file's pages. */
    long anonymous() {
        return number("memory.stat", second ? "anon" : "total_rss");
    }

    /** The most octets that there ever were, files' pages included: as these come until the limit is reached, it may be the limit. */
    long peak() {
        return Long.parseLong(
                read(second ? "memory.peak" : "memory.max_usage_in_bytes").strip());
    }

    /** Processes that the kernel has killed for want of memory. */
    long killed() {
        return number(second ? "memory.events" : "memory.oom_control", "oom_kill");
    }

    private long number(String file, String key) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
