package dev.wagl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * What the server prints and logs to, its standard output and error, which whoever reads them cannot hold up: nobody may, where
 * Docker's log driver is stuck, and neither DNS nor the sync waits for that.
 */
final class StandardStreams {

    /** For the last lines. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static volatile LossyStream out;
    private static volatile LossyStream err;

    private StandardStreams() {}

    /** To be called before anything is logged: the log keeps the stream that it finds. */
    static void takeOver() {
        out = new LossyStream(new FileOutputStream(FileDescriptor.out), StandardStreams::sayLost).start("stdout");
        err = new LossyStream(new FileOutputStream(FileDescriptor.err), StandardStreams::sayLost).start("stderr");
        System.setOut(new PrintStream(out));
        System.setErr(new PrintStream(err));
    }

    private static void sayLost(long lines) {
        Logger.getLogger(StandardStreams.class).warnf("%d lines of the log are lost: nobody read it", lines);
    }

    /** Whether who can wait may log: see {@link LossyStream#hasRoom}. */
    static boolean hasRoom() {
        LossyStream stream = out;
        return stream == null || stream.hasRoom();
    }

    /** Has the last lines read, for a process that ends would take them with it. */
    static void drain() {
        if (out != null) {
            out.drain(PATIENCE);
            err.drain(PATIENCE);
        }
    }
}
