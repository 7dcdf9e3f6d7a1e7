package dev.wagl.swarm;

import java.io.IOException;

/** The Raft index of an object ({@code Version.Index}). */
final class VersionReader {

    private long index;

    private VersionReader() {}

    /** 0 if there is none. */
    static long index(Json version) throws IOException {
        VersionReader reader = new VersionReader();
        version.fields((field, value) -> {
            if (field.equals("Index")) {
                reader.index = Math.max(0, value.number(0));
            }
        });
        return reader.index;
    }
}
