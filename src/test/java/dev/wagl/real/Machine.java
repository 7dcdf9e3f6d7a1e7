package dev.wagl.real;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of the tests: a network namespace with an address on the bridge of {@link Machines}, and a host name.
 *
 * @param number last octet of its address
 * @param directory for the files of what runs on it
 */
record Machine(int number, String name, Path directory) {

    /** Its address, which this process and the other machines reach. */
    String address() {
        return Machines.SUBNET + number;
    }

    String namespace() {
        return Machines.PREFIX + number;
    }

    /** A command on this machine: in its network, with its host name. */
    List<String> line(List<String> command) {
        // Not "ip netns exec": that mounts a new /sys, in which an engine finds no control groups.
        List<String> line = new ArrayList<>(List.of(
                "nsenter",
                "--net=/var/run/netns/" + namespace(),
                "unshare",
                "--uts",
                "sh",
                "-c",
                // That of busybox takes any name, as the kernel does.
                "busybox hostname \"$0\"; exec \"$@\"",
                name));
        line.addAll(command);
        return line;
    }

    Command command(String... command) {
        return Command.of(line(List.of(command)));
    }
}
