package dev.wagl.real;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A base image made of nothing but this machine's JDK 25: a runtime cut down by jlink, the shared libraries that it
 * needs, two users. No registry is asked, and it is a third of the size of a public one. It has no shell.
 *
 * <p>The tests build the real image on it, and so can anyone, with one file and no build:
 *
 * <pre>
 * java src/test/java/dev/wagl/real/BaseImage.java wagl-base:25
 * ./mvnw package -DskipTests -Dquarkus.container-image.build=true -Dquarkus.jib.base-jvm-image=docker://wagl-base:25
 * </pre>
 */
final class BaseImage {

    /** Where public Java 25 images have it, too: {@code /usr/local/bin/wagl} names it. */
    private static final String JAVA_HOME = "/opt/java/openjdk";

    /**
     * What {@code jdeps --print-module-deps} finds in the program and its libraries, less java.desktop, java.sql and
     * java.compiler (parts that are never reached), and what is looked up by name: TLS with elliptic curves is in
     * java.base since 22, DNS host names in java.naming, container limits in jdk.management.
     */
    private static final String MODULES = "java.base,java.instrument,java.logging,java.management,java.naming,"
            + "java.security.jgss,java.xml,jdk.httpserver,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs";

    /** {@code libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)}, or the loader's line, which has no arrow. */
    private static final Pattern LDD = Pattern.compile("(?m)(?:=>\\s+|^\\s+)(/\\S+) \\(0x");

    private static final String PASSWD = """
            root:x:0:0:root:/:/sbin/nologin
            wagl:x:65532:65532:wagl:/:/sbin/nologin
            """;
    private static final String GROUP = """
            root:x:0:
            wagl:x:65532:
            """;

    private BaseImage() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1) {
            System.err.println(
                    "usage: java BaseImage.java NAME:TAG   (JAVA25_HOME: a JDK 25; DOCKER_HOST: the engine)");
            System.exit(2);
        }
        build(args[0], System.getenv("DOCKER_HOST"));
    }

    /**
     * Builds it on an engine.
     *
     * @param dockerHost the engine; null is the default one
     */
    static void build(String name, String dockerHost) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("wagl-base");
        try {
            Path runtime = root.resolve(JAVA_HOME.substring(1));
            link(runtime);
            copyLibraries(root, runtime);
            writeAccounts(root);
            load(root, name, dockerHost);
        } finally {
            delete(root);
        }
    }

    /**
     * A JDK 25's home: what {@code JAVA25_HOME} names, else {@code JAVA_HOME}, else the JDK that runs this, else one that is installed
     * beside it.
     *
     * @return null if none of them is a JDK 25
     */
    static Path jdk() {
        Path own = Path.of(System.getProperty("java.home"));
        List<Path> homes = new ArrayList<>();
        for (String variable : List.of("JAVA25_HOME", "JAVA_HOME")) {
            if (System.getenv(variable) != null) {
                homes.add(Path.of(System.getenv(variable)));
            }
        }
        homes.add(own);
        try (Stream<Path> installed = Files.list(own.getParent())) {
            installed.sorted().forEach(homes::add);
        } catch (IOException none) {
            // others are named by JAVA25_HOME
        }
        return homes.stream().filter(BaseImage::isJdk25).findFirst().orElse(null);
    }

    private static boolean isJdk25(Path home) {
        try (Stream<String> release = Files.lines(home.resolve("release"))) {
            return Files.isExecutable(home.resolve("bin/jlink"))
                    && release.anyMatch(line -> line.startsWith("JAVA_VERSION=\"25"));
        } catch (IOException none) {
            return false;
        }
    }

    private static void link(Path runtime) throws IOException, InterruptedException {
        Path jdk = jdk();
        if (jdk == null) {
            throw new IOException("no JDK 25 found: set JAVA25_HOME to one that has bin/jlink");
        }
        Files.createDirectories(runtime.getParent());
        run(List.of(
                jdk.resolve("bin/jlink").toString(),
                "--add-modules",
                MODULES,
                "--strip-java-debug-attributes",
                "--compress",
                "zip-6",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                runtime.toString()));
        // The archive of the JDK's own classes must fit the object layout and the collector that the image runs with.
        run(List.of(
                runtime.resolve("bin/java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-XX:+UseSerialGC",
                "-Xshare:dump"));
    }

    private static void copyLibraries(Path root, Path runtime) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("ldd", runtime.resolve("bin/java").toString()));
        try (Stream<Path> files = Files.walk(runtime.resolve("lib"))) {
            files.map(Path::toString).filter(file -> file.endsWith(".so")).forEach(command::add);
        }
        TreeSet<String> libraries = new TreeSet<>();
        Matcher line = LDD.matcher(run(command));
        while (line.find()) {
            if (!line.group(1).startsWith(runtime.toString())) {
                libraries.add(line.group(1));
            }
        }
        for (String library : libraries) {
            Path copy = root.resolve(library.substring(1));
            Files.createDirectories(copy.getParent());
            Files.copy(Path.of(library).toRealPath(), copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void writeAccounts(Path root) throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        Files.writeString(etc.resolve("passwd"), PASSWD);
        Files.writeString(etc.resolve("group"), GROUP);
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        Path tmp = Files.createDirectory(root.resolve("tmp"));
        Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void load(Path root, String name, String dockerHost) throws IOException, InterruptedException {
        ProcessBuilder tar = new ProcessBuilder("tar", "-C", root.toString(), "--owner=0", "--group=0", "-c", ".");
        ProcessBuilder docker = new ProcessBuilder(
                "docker",
                "import",
                "--change",
                "ENV JAVA_HOME=" + JAVA_HOME,
                "--change",
                "ENV PATH=" + JAVA_HOME + "/bin:/usr/local/bin:/usr/bin:/bin",
                "-",
                name);
        if (dockerHost != null) {
            docker.environment().put("DOCKER_HOST", dockerHost);
        }
        tar.redirectError(ProcessBuilder.Redirect.INHERIT);
        docker.redirectErrorStream(true);
        List<Process> pipeline = ProcessBuilder.startPipeline(List.of(tar, docker));
        String output = read(pipeline.get(1).getInputStream());
        for (Process process : pipeline) {
            if (process.waitFor() != 0) {
                throw new IOException("docker import " + name + ": " + output.strip());
            }
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        String output = read(process.getInputStream());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
        return output;
    }

    private static String read(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
