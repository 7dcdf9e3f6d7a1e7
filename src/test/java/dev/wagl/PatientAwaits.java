package dev.wagl;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * The patience of tests that wait for what must happen: a minute, where Awaitility has 10 s, which a busy machine that stalls may take
 * for what is done in a moment otherwise. Who waits in vain finds out later, and that is all.
 */
public final class PatientAwaits implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}
