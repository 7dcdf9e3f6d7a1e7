package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * The tests of UDP once more, on the JDK that the image has: there the kernel's calls for many datagrams are used, which
 * the JDK that the other tests run on does not know how to make.
 */
@ExtendWith(RealEngineCondition.class)
class TransportOnJdk25IT {

    private static final List<String> CLASSES = Stream.of(
                    "transport.DatagramBatchTest",
                    "transport.SenderTableTest",
                    "transport.UdpServerTest",
                    "transport.UdpQueriesTest",
                    "transport.WildcardSocketsTest",
                    "transport.GoldenPacketsOverSocketsTest",
                    "transport.MutatedPacketsOverUdpTest",
                    "transport.DnsServerTest",
                    "transport.RateLimitTest",
                    "transport.TwoServersTest",
                    "transport.AddressesThatComeAndGoTest",
                    "forwarding.ForwardedResponsesTest")
            .map(name -> "dev.wagl." + name)
            .toList();

    private static final int PATIENCE_MINUTES = 4;

    @Test
    void everythingOfUdpHoldsThere(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                BaseImage.jdk().resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Run.class.getName()));
        command.addAll(CLASSES);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("ends in time")
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            assertThat(Files.readString(log)).contains("datagrams in batches").doesNotContain("datagrams one by one");
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs the classes that are named; ends with 1 where a test failed, or was left out. */
    static final class Run {

        public static void main(String[] names) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(Stream.of(names)
                            .map(name -> selectClass(Run.class.getClassLoader(), name))
                            .toList())
                    .build();
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request, listener);
            TestExecutionSummary summary = listener.getSummary();
            PrintWriter out = new PrintWriter(System.out, true);
            summary.printTo(out);
            summary.printFailuresTo(out);
            boolean well = summary.getTotalFailureCount() == 0
                    && summary.getTestsAbortedCount() + summary.getTestsSkippedCount() == 0
                    && summary.getTestsSucceededCount() >= names.length;
            System.exit(well ? 0 : 1);
        }
    }
}
