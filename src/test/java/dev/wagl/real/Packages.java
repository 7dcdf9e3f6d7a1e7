package dev.wagl.real;

import static java.util.Map.entry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The programs of others that tests run, and the Debian package that has each. */
final class Packages {

    private static final Map<String, String> PACKAGE = Map.ofEntries(
            entry("busybox", "busybox-static"),
            entry("chromedriver", "chromium-driver"),
            entry("chromium", "chromium"),
            entry("curl", "curl"),
            entry("dig", "bind9-dnsutils"),
            entry("dnsmasq", "dnsmasq-base"),
            entry("dnsperf", "dnsperf"),
            entry("docker", "docker.io"),
            entry("dockerd", "docker.io"),
            entry("getent", "libc-bin"),
            entry("git", "git"),
            entry("haproxy", "haproxy"),
            entry("ip", "iproute2"),
            entry("iptables", "iptables"),
            entry("kdig", "knot-dnsutils"),
            entry("knotd", "knot"),
            entry("named", "bind9"),
            entry("nsenter", "util-linux"),
            entry("nsd", "nsd"),
            entry("openssl", "openssl"),
            entry("prometheus", "prometheus"),
            entry("promtool", "prometheus"),
            entry("unbound", "unbound"),
            entry("unshare", "util-linux"));

    /** Those that every Debian has. */
    private static final Set<String> ESSENTIAL = Set.of("libc-bin", "util-linux");

    private Packages() {}

    /** What is to be installed so that nothing is missing. */
    static Set<String> toInstall() {
        Set<String> packages = new TreeSet<>(PACKAGE.values());
        packages.removeAll(ESSENTIAL);
        return packages;
    }

    /** Those of the programs that this machine lacks, each with its package. */
    static List<String> missing(List<String> programs) {
        List<String> missing = new ArrayList<>();
        for (String program : programs) {
            String name = packageOf(program);
            if (!onPath(program)) {
                missing.add(program + " (" + name + ")");
            }
        }
        return missing;
    }

    private static String packageOf(String program) {
        String name = PACKAGE.get(program);
        if (name == null) {
            throw new IllegalArgumentException("which package has " + program + "? CI has to install it");
        }
        return name;
    }

    private static boolean onPath(String program) {
        for (String directory : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
