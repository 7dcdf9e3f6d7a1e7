package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command line that is run to its end, with a deadline.
 *
 * @param environment added to this process's own
 */
record Command(List<String> line, Map<String, String> environment, Duration deadline) {

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /** What it printed (both streams, in order) and its exit code. */
    record Result(int exit, String output) {

        List<String> lines() {
            return output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    static Command of(String... line) {
        return of(List.of(line));
    }

    static Command of(List<String> line) {
        return new Command(List.copyOf(line), Map.of(), DEADLINE);
    }

    Command with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Command(line, more, deadline);
    }

    Command within(Duration other) {
        return new Command(line, environment, other);
    }

    Result run() {
        Path output = null;
        try {
            output = Files.createTempFile("wagl-command", ".out");
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(line))
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(this + " did not end within " + deadline + ":\n" + Files.readString(output));
            }
            return new Result(process.exitValue(), new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(toString(), e);
        } finally {
            deleteQuietly(output);
        }
    }

    /** Runs it; what it printed, if it ended with 0. */
    String output() {
        Result result = run();
        if (result.exit() != 0) {
            throw new AssertionError(this + " ended with " + result.exit() + ":\n" + result.output());
        }
        return result.output().strip();
    }

    @Override
    public String toString() {
        return String.join(" ", line);
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // a file in the temporary directory is left behind
        }
    }
}
