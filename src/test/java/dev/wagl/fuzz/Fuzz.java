package dev.wagl.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs Jazzer over the targets, one after the other, each for a given time in a JVM of its own. What it learns stays in
 * {@code target/fuzz}, so that the next run goes on from there; so does an input that breaks an invariant, with the log that says
 * which one.
 */
public final class Fuzz {

    private static final Path FOLDER = Path.of("target", "fuzz");

    /** Beyond the time that Jazzer was given, for it to start, and to finish the input it is at. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private static final Pattern STATISTICS = Pattern.compile("Done (\\d+) runs in (\\d+) second");

    private Fuzz() {}

    /** Arguments: the time for each target ({@code 90s}, {@code 30m}, {@code 2h}) and, if not all, the targets. */
    public static void main(String[] arguments) throws Exception {
        Duration time = Duration.parse("PT" + arguments[0].toUpperCase(Locale.ROOT));
        List<Target> targets = arguments.length == 1
                ? List.of(Target.values())
                : Stream.of(arguments)
                        .skip(1)
                        .map(name -> Target.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
        int findings = 0;
        for (Target target : targets) {
            findings += fuzz(target, time) ? 0 : 1;
        }
        // Targets have left threads behind, of Vert.x.
        System.exit(findings == 0 ? 0 : 1);
    }

    /** Whether nothing was found. */
    private static boolean fuzz(Target target, Duration time) throws IOException, InterruptedException {
        Path folder = FOLDER.resolve(target.name().toLowerCase(Locale.ROOT)).toAbsolutePath();
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        target.seeds().forEach((name, seed) -> write(seeds.resolve(name), seed));
        Path log = folder.resolve("log.txt");
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx700m",
                        "-XX:-OmitStackTraceInFastThrow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.type().getName(),
                        "--instrumentation_includes=" + target.watched(),
                        "--instrumentation_excludes=" + target.type().getName() + "**",
                        "--custom_hook_includes=dev.wagl.**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-dict=" + target.dictionary(),
                        "-max_len=" + target.longest(),
                        "-max_total_time=" + time.toSeconds(),
                        "-timeout=30",
                        "-rss_limit_mb=0",
                        corpus.toString(),
                        seeds.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Thread end = new Thread(jazzer::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        boolean ended = jazzer.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
        jazzer.destroyForcibly().waitFor();
        Runtime.getRuntime().removeShutdownHook(end);
        boolean clean = ended && jazzer.exitValue() == 0;
        System.out.println(
                target + ": " + statistics(log) + (clean ? ", nothing found" : "; found something, see " + log));
        return clean;
    }

    private static void write(Path file, byte[] octets) {
        try {
            Files.write(file, octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String statistics(Path log) throws IOException {
        // Mutations are quoted in it as they are.
        Matcher matcher = STATISTICS.matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
        return matcher.find() ? matcher.group(1) + " inputs in " + matcher.group(2) + " s" : "not to the end";
    }
}
