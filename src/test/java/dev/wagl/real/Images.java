package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images that come from no registry. Their names have a registry that refuses at once: each node tries to pull, and any other
 * name would cost it 17 s.
 */
final class Images {

    static final Path BUSYBOX = Path.of("/bin/busybox");

    /**
     * A web server that answers on port 80 and ends at once on SIGTERM; {@code /bin/stubborn} is one that does not, and
     * {@code /bin/witness} one that tells of its life: see {@link Witnesses}.
     */
    static final String WEB = "127.0.0.1:9/web:test";

    static final String HAPROXY = "127.0.0.1:9/haproxy:test";
    static final String PROMETHEUS = "127.0.0.1:9/prometheus:test";
    static final String WAGL_BASE = "127.0.0.1:9/wagl-base:test";
    static final String WAGL = "127.0.0.1:9/wagl:test";

    private static final List<String> APPLETS = List.of(
            "sh",
            "httpd",
            "sleep",
            "test",
            "touch",
            "cat",
            "nslookup",
            "wget",
            "kill",
            "true",
            "getent",
            "id",
            "ip",
            "awk");

    private static final String SERVER = """
            #!/bin/sh
            trap 'exit 0' TERM
            httpd -f -p 80 -h /www &
            wait
            """;
    private static final String STUBBORN_SERVER = """
            #!/bin/sh
            trap '' TERM
            exec httpd -f -p 80 -h /www
            """;

    private static final Pattern LDD = Pattern.compile("(?m)(?:=>\\s+|^\\s+)(/\\S+) \\(0x");

    private Images() {}

    /** Brings {@link #WEB} to an engine. */
    static void web(Dockerd dockerd) {
        withDirectory(root -> {
            Path bin = Files.createDirectories(root.resolve("bin"));
            Files.copy(BUSYBOX, bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
            for (String applet : APPLETS) {
                Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
            }
            script(bin.resolve("server"), SERVER);
            script(bin.resolve("stubborn"), STUBBORN_SERVER);
            script(bin.resolve("witness"), Witnesses.SERVER);
            Files.createDirectories(root.resolve("tmp"));
            Files.writeString(Files.createDirectories(root.resolve("www")).resolve("index.html"), "hello\n");
            load(dockerd, root, WEB, "CMD [\"/bin/server\"]");
        });
    }

    /** Brings {@link #HAPROXY}, this machine's own HAProxy, to an engine. */
    static void haproxy(Dockerd dockerd) {
        withDirectory(root -> {
            program(root, "/usr/sbin/haproxy", "/usr/local/sbin/haproxy");
            Files.createDirectories(root.resolve("etc"));
            Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/:/sbin/nologin\n");
            load(dockerd, root, HAPROXY, "ENV PATH=/usr/local/sbin");
        });
    }

    /** Brings {@link #PROMETHEUS}, this machine's own, to an engine; it is started as the public image is. */
    static void prometheus(Dockerd dockerd) {
        withDirectory(root -> {
            program(root, "/usr/bin/prometheus", "/bin/prometheus");
            Files.createDirectories(root.resolve("prometheus"));
            Files.createDirectories(root.resolve("tmp"));
            load(dockerd, root, PROMETHEUS, "ENTRYPOINT [\"/bin/prometheus\"]");
        });
    }

    /** A program of this machine and the libraries it needs. */
    private static void program(Path root, String file, String as) throws IOException {
        copy(root, Path.of(file), as);
        Matcher line = LDD.matcher(Command.of("ldd", file).output());
        while (line.find()) {
            copy(root, Path.of(line.group(1)).toRealPath(), line.group(1));
        }
    }

    private static void load(Dockerd dockerd, Path root, String name, String change) {
        Command.of(
                        "sh",
                        "-c",
                        "tar -C \"$0\" --owner=0 --group=0 -c . | docker -H \"$1\" import --change \"$2\" - \"$3\"",
                        root.toString(),
                        dockerd.host(),
                        change,
                        name)
                .output();
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        executable(file);
    }

    private static void copy(Path root, Path file, String as) throws IOException {
        Path copy = root.resolve(as.substring(1));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        executable(copy);
    }

    private static void executable(Path file) throws IOException {
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot be made executable: " + file);
        }
    }

    /** What is done with a directory that is removed then. */
    private interface Filling {
        void fill(Path root) throws IOException;
    }

    private static void withDirectory(Filling filling) {
        try {
            Path root = Files.createTempDirectory("wagl-image");
            try {
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
                filling.fill(root);
            } finally {
                Command.of("rm", "-rf", root.toString()).output();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings {@link #WAGL} to an engine: the program's own image, as its build makes it, on {@link BaseImage}. */
    static synchronized void wagl(Dockerd dockerd) {
        Path archive = Machines.file("wagl-image.tar");
        if (Files.exists(archive)) {
            dockerd.docker("load", "-i", archive.toString());
            return;
        }
        buildWagl(dockerd);
        dockerd.docker("save", "-o", archive.toString(), WAGL);
    }

    private static void buildWagl(Dockerd dockerd) {
        try {
            BaseImage.build(WAGL_BASE, dockerd.host());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Command.of(
                        maven(),
                        "-q",
                        "-B",
                        "-o",
                        "quarkus:image-build",
                        "exec:exec@train",
                        "-Dquarkus.container-image.build=true",
                        "-Dquarkus.container-image.image=" + WAGL,
                        "-Dquarkus.jib.base-jvm-image=docker://" + WAGL_BASE,
                        // Beside target/quarkus-app, from which other tests run the program.
                        "-Dquarkus.package.output-directory=image")
                .with("DOCKER_HOST", dockerd.host())
                .within(Duration.ofMinutes(4))
                .output();
    }

    private static String maven() {
        String home = System.getProperty("maven.home");
        return home == null ? "mvn" : Path.of(home, "bin", "mvn").toString();
    }
}
