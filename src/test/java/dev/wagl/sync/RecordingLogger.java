package dev.wagl.sync;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** A log whose lines a test reads. */
final class RecordingLogger extends Logger {

    private static final long serialVersionUID = 1L;

    private final transient List<String> lines = new ArrayList<>();

    RecordingLogger() {
        super("recording");
    }

    /** The lines since the last call, each with its level in front. */
    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Override
    protected void doLog(Level level, String loggerClass, Object message, Object[] parameters, Throwable thrown) {
        lines.add(level + " " + message);
    }

    @Override
    protected void doLogf(Level level, String loggerClass, String format, Object[] parameters, Throwable thrown) {
        lines.add(level + " " + String.format(format, parameters) + (thrown == null ? "" : " " + thrown));
    }

    @Override
    public boolean isEnabled(Level level) {
        return level != Level.TRACE && level != Level.DEBUG;
    }
}
