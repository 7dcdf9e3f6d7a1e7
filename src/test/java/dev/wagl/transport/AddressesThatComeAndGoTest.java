package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A response leaves from the address that was asked, also where that address has just come. */
class AddressesThatComeAndGoTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void answersFromTheAddressThatWasAsked(boolean nativeTransport) throws Exception {
        skipWithoutNamespaces();
        Path log = Files.createTempFile("addresses-in-namespace", ".log");
        Process machine = unshare(
                Redirect.to(log.toFile()),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // As the manifest has it; a JDK 22 takes and sends batches with it.
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp",
                        classPath(),
                        AddressesInNamespace.class.getName(),
                        String.valueOf(nativeTransport)));
        try {
            boolean ended = machine.waitFor(4, TimeUnit.MINUTES);
            String output = Files.readString(log);
            assertThat(ended).as(output).isTrue();
            assertThat(machine.exitValue()).as(output).isZero();
            assertThat(output.lines().filter(line -> line.startsWith("seen: ")))
                    .as(output)
                    .hasSize(12);
        } finally {
            machine.destroyForcibly();
            Files.delete(log);
        }
    }

    /** Surefire's, or that of a launcher with its own class loader, or plainly Java's. */
    private static String classPath() {
        if (AddressesInNamespace.class.getClassLoader() instanceof URLClassLoader launcher) {
            return Arrays.stream(launcher.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static void skipWithoutNamespaces() throws Exception {
        String mode = System.getProperty("wagl.test.real", "auto");
        if (isPossible()) {
            return;
        }
        String reason = "no network namespace can be made here; that takes Linux, root, unshare and ip";
        if (mode.equals("require")) {
            fail(reason);
        }
        System.out.println("SKIPPED AddressesThatComeAndGoTest: " + reason);
        abort(reason);
    }

    private static boolean isPossible() throws Exception {
        try {
            Process attempt = unshare(Redirect.DISCARD, List.of("ip", "link", "set", "lo", "up"));
            boolean ended = attempt.waitFor(1, TimeUnit.MINUTES);
            attempt.destroyForcibly();
            return ended && attempt.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process unshare(Redirect output, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("unshare", "--net"));
        all.addAll(command);
        return new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
    }
}
