package dev.wagl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The name that this replica tells in NSID and {@code id.server}: the host name. The stack file sets that to the node's. The
 * resolver is never asked for it: it may be this very server, which does not answer yet.
 */
final class NodeName {

    private static final Path OF_THE_KERNEL = Path.of("/proc/sys/kernel/hostname");

    private NodeName() {}

    /**
     * Has the log take this name, too: left to itself it asks the resolver who this machine is, and where name servers do not
     * answer that takes 10 s. Must be called before anything is logged.
     */
    static void tellLog() {
        if (System.getProperty("jboss.qualified.host.name") == null) {
            System.setProperty("jboss.qualified.host.name", ofThisMachine());
        }
    }

    static String ofThisMachine() {
        return of(System.getenv("HOSTNAME"), OF_THE_KERNEL);
    }

    /** @param variable what the environment says; null where it says nothing */
    static String of(String variable, Path kernel) {
        if (variable != null && !variable.isBlank()) {
            return variable.strip();
        }
        try {
            String name = Files.readString(kernel).strip();
            return name.isEmpty() ? "localhost" : name;
        } catch (IOException e) {
            return "localhost";
        }
    }
}
