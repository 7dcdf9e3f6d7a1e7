package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Containers that tell of their own life: web servers that write when they start, get SIGTERM and end into a file of this machine,
 * whatever becomes of their engine meanwhile. Given {@code LINGER}, they serve for so many seconds after SIGTERM. What is killed with SIGKILL tells nothing of its end.
 */
final class Witnesses {

    /** In the container: the directory of this machine. */
    private static final String DIRECTORY = "/witness";

    /**
     * The program {@code /bin/witness}. No process is started to tell something: a line is late by less than the
     * 10 ms of its clock, however busy the machine is.
     */
    static final String SERVER = """
            #!/bin/sh
            say() {
                read -r uptime idle < /proc/uptime
                echo "$uptime $1 $WITNESS $addresses" >> /witness/log
            }
            # A service's virtual address is there as well, as a /32.
            addresses=$(ip -4 -o address | awk '{ split($4, a, "/")
                if (a[2] < 32 && $2 != "lo") all = all (all == "" ? "" : ",") a[1] } END { print all }')
            set -- $WITNESS
            if [ -e "/witness/crash.$1" ]; then
                say start
                say end
                exit 1
            fi
            trap 'say term; [ -z "$LINGER" ] || sleep "$LINGER"; kill $server; wait $server; say end; exit 0' TERM
            httpd -f -p 80 -h /www &
            server=$!
            say start
            wait
            say end
            """;

    /** What a container tells of itself. */
    enum Word {
        START,
        TERM,
        END
    }

    /**
     * One line.
     *
     * @param time on the clock of {@link System#nanoTime}; up to 10 ms early
     * @param service its name
     * @param task its id
     * @param node host name
     * @param addresses all of its IPv4 addresses, virtual ones left out
     */
    record Report(long time, Word word, String service, String task, String node, List<String> addresses) {}

    private final Path directory;
    private final long booted;

    private Witnesses(Path directory, long booted) {
        this.directory = directory;
        this.booted = booted;
    }

    /** Those that tell into a new directory of the run. */
    static Witnesses in(String name) {
        try {
            Path directory = Files.createDirectories(Machines.file(name));
            Files.deleteIfExists(directory.resolve("log"));
            Files.createFile(directory.resolve("log"));
            return new Witnesses(directory, booted());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When this machine was started, on the clock of {@link System#nanoTime}: just after a tick of its own clock of 10 ms. */
    private static long booted() throws IOException {
        String before = uptime();
        String now = before;
        while (now.equals(before)) {
            now = uptime();
        }
        return System.nanoTime() - nanos(now);
    }

    private static String uptime() throws IOException {
        return Files.readString(Path.of("/proc/uptime")).split(" ")[0];
    }

    private static long nanos(String uptime) {
        return Math.round(Double.parseDouble(uptime) * 100) * 10_000_000;
    }

    /** Makes a service of them; the options are those of {@link Manager#service}, its health check not among them. */
    void service(Manager manager, String name, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "--env",
                "WITNESS={{.Service.Name}} {{.Task.ID}} {{.Node.Hostname}}",
                "--mount",
                "type=bind,source=" + directory + ",target=" + DIRECTORY));
        all.addAll(List.of(options));
        manager.service(name, all, List.of("/bin/witness"));
    }

    /** A health check for {@code service create}: each task of the service is well until {@link #sicken}. */
    static List<String> healthCheck(String service) {
        return List.of(
                "--health-cmd",
                "test ! -e " + DIRECTORY + "/sick." + service,
                "--health-interval",
                "500ms",
                "--health-retries",
                "2");
    }

    /** From now on the health check of its tasks fails. */
    void sicken(String service, boolean sick) {
        mark("sick." + service, sick);
    }

    /** From now on its tasks end as soon as they have started. */
    void crash(String service, boolean crashes) {
        mark("crash." + service, crashes);
    }

    private void mark(String name, boolean there) {
        try {
            if (there) {
                Files.write(directory.resolve(name), List.of());
            } else {
                Files.deleteIfExists(directory.resolve(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything told so far, in the order in which it was written. */
    List<Report> reports() {
        try {
            List<Report> reports = new ArrayList<>();
            for (String line : Files.readAllLines(directory.resolve("log"))) {
                reports.add(report(line));
            }
            return reports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tasks whose witness lives now: found among this machine's processes. */
    static Set<String> living() {
        Set<String> tasks = new TreeSet<>();
        ProcessHandle.allProcesses().forEach(process -> {
            String task = task(process.pid());
            if (task != null) {
                tasks.add(task);
            }
        });
        return tasks;
    }

    /** Of the process of a witness; null of any other, and of one that has ended. */
    private static String task(long process) {
        try {
            Path proc = Path.of("/proc", Long.toString(process));
            if (Files.readString(proc.resolve("cmdline")).equals("/bin/sh\0/bin/witness\0")) {
                for (String variable : Files.readString(proc.resolve("environ")).split("\0")) {
                    if (variable.startsWith("WITNESS=")) {
                        return variable.split(" ")[1];
                    }
                }
            }
            return null;
        } catch (IOException ended) {
            return null;
        }
    }

    private Report report(String line) {
        String[] words = line.split(" ");
        List<String> addresses = words.length > 5 ? List.of(words[5].split(",")) : List.of();
        Word word = Word.valueOf(words[1].toUpperCase(Locale.ROOT));
        return new Report(booted + nanos(words[0]), word, words[2], words[3], words[4], addresses);
    }
}
