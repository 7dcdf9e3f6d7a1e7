package dev.wagl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version that was built, as the build wrote it beside this class. */
final class Version {

    private Version() {}

    static String text() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return text.isEmpty() || text.startsWith("$") ? "development" : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
