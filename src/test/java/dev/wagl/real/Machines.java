package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that the machines of the tests share: one bridge, on which this process has an address, too. Set up once in a
 * run and removed at its end; what a killed run left is removed first. A lock keeps two runs apart.
 */
final class Machines {

    static final String SUBNET = "10.99.0.";

    /** Of names of namespaces, links and the control group. */
    static final String PREFIX = "wagl";

    static final String CONTROL_GROUP = "wagl-real";

    private static final String BRIDGE = PREFIX + "br";
    private static final String BRIDGE_ADDRESS = SUBNET + "254";

    /** Short, since the path of a Unix socket is at most 107 bytes; the same in each run, so that leftovers are found. */
    private static final Path DIRECTORY = Path.of("/var/tmp/wagl-real");

    private static Machines instance;

    private final FileChannel lock;
    private final List<Machine> machines = new ArrayList<>();

    private Machines() throws IOException {
        Path file = Path.of(DIRECTORY + ".lock");
        lock = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            throw new IllegalStateException("another run of these tests is under way: it holds " + file);
        }
        remove();
        Files.createDirectories(DIRECTORY);
        Command.of("ip", "link", "add", BRIDGE, "type", "bridge").output();
        Command.of("ip", "address", "add", BRIDGE_ADDRESS + "/24", "dev", BRIDGE)
                .output();
        Command.of("ip", "link", "set", BRIDGE, "up").output();
        // Where bridged packets pass the firewall, and a Docker beside us has closed its FORWARD chain.
        Command.of(forwardRule("-I")).output();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "remove the machines of the tests"));
    }

    /** A machine; the same each time it is asked for by the same number. */
    static synchronized Machine machine(int number, String name) {
        Machines run = run();
        return run.machines.stream()
                .filter(machine -> machine.number() == number)
                .findFirst()
                .orElseGet(() -> run.add(new Machine(number, name, DIRECTORY.resolve(name))));
    }

    /** The one run of this process. */
    private static synchronized Machines run() {
        try {
            if (instance == null) {
                instance = new Machines();
            }
            return instance;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that lives as long as the run. */
    static Path file(String name) {
        run();
        return DIRECTORY.resolve(name);
    }

    private Machine add(Machine machine) {
        String namespace = machine.namespace();
        String inside = PREFIX + "e" + machine.number();
        String outside = PREFIX + "v" + machine.number();
        Command.of("ip", "netns", "add", namespace).output();
        Command.of("ip", "link", "add", outside, "type", "veth", "peer", "name", inside)
                .output();
        Command.of("ip", "link", "set", inside, "netns", namespace).output();
        Command.of("ip", "link", "set", outside, "master", BRIDGE).output();
        Command.of("ip", "link", "set", outside, "up").output();
        Command.of("ip", "-n", namespace, "link", "set", "lo", "up").output();
        Command.of("ip", "-n", namespace, "address", "add", machine.address() + "/24", "dev", inside)
                .output();
        Command.of("ip", "-n", namespace, "link", "set", inside, "up").output();
        Command.of("ip", "-n", namespace, "route", "add", "default", "via", BRIDGE_ADDRESS)
                .output();
        machines.add(machine);
        return machine;
    }

    private void close() {
        remove();
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove() {
        Leftovers.remove(DIRECTORY);
        for (String namespace : Command.of("ip", "netns", "list").run().lines()) {
            String name = namespace.split(" ")[0];
            if (name.matches(PREFIX + "\\d+")) {
                Command.of("ip", "netns", "delete", name).run();
            }
        }
        Leftovers.removeControlGroups(CONTROL_GROUP);
        Command.of("ip", "link", "delete", BRIDGE).run();
        while (Command.of(forwardRule("-D")).run().exit() == 0) {
            // one for each killed run
        }
    }

    private static List<String> forwardRule(String action) {
        return List.of("iptables", "-w", action, "FORWARD", "-i", BRIDGE, "-o", BRIDGE, "-j", "ACCEPT");
    }
}
