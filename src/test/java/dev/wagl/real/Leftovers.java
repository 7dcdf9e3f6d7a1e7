package dev.wagl.real;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What engines leave behind: processes, mounts, control groups, files. Found by the directory they were given. */
final class Leftovers {

    private Leftovers() {}

    /** {@link #kill}, and removes the directory. */
    static void remove(Path directory) {
        kill(directory);
        delete(directory);
    }

    /** Ends every process whose command line names the directory, with all its descendants, and unmounts what is below. */
    static void kill(Path directory) {
        List<ProcessHandle> processes = processes(directory);
        processes.forEach(ProcessHandle::destroyForcibly);
        await().alias("processes of " + directory + " end")
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(20))
                .until(() -> processes.stream().noneMatch(Leftovers::running));
        unmount(directory);
    }

    /** Removes a control group and those below it, in every hierarchy. */
    static void removeControlGroups(String name) {
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            Stream.concat(Stream.of(Path.of("/sys/fs/cgroup")), hierarchies)
                    .map(hierarchy -> hierarchy.resolve(name))
                    .filter(Files::isDirectory)
                    .forEach(Leftovers::removeTree);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ProcessHandle> processes(Path directory) {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> commandLine(process).contains(directory + "/"))
                .forEach(process -> {
                    found.add(process);
                    process.descendants().forEach(found::add);
                });
        return new ArrayList<>(found);
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException ended) {
            return "";
        }
    }

    /** A zombie, which only its parent can bury, counts as ended. */
    private static boolean running(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException ended) {
            return false;
        }
    }

    private static void unmount(Path directory) {
        mountsBelow(directory)
                .forEach(mount -> Command.of("umount", "-l", mount).run());
    }

    /** Deepest first. */
    private static List<String> mountsBelow(Path directory) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.map(line -> line.split(" ")[1])
                    .filter(mount -> mount.startsWith(directory + "/"))
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        if (!mountsBelow(directory).isEmpty()) {
            throw new IllegalStateException("still mounted: " + mountsBelow(directory));
        }
        if (Files.exists(directory)) {
            Command.of("rm", "-rf", "--one-file-system", directory.toString())
                    .within(Duration.ofMinutes(2))
                    .output();
        }
    }

    /** The files of a control group cannot be deleted, only its directories, innermost first. */
    private static void removeTree(Path group) {
        try {
            Files.walkFileTree(group, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException busy) {
            // a process that is just ending; an empty control group costs nothing
        }
    }
}
