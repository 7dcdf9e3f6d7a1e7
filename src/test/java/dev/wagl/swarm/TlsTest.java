package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.wagl.swarm.TestCertificates.Issued;
import dev.wagl.swarm.TestCertificates.KeyForm;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates: the right ones work in every form, each wrong one has a line of its own. */
class TlsTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final TestCertificates CA = new TestCertificates("Right CA");
    private static final TestCertificates OTHER_CA = new TestCertificates("Other CA");
    private static final Issued CLIENT = CA.client("EC", YEAR);

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA, TRADITIONAL", "RSA, PKCS8", "EC, TRADITIONAL", "EC, PKCS8"})
    void theRightCertificatesInEveryForm(String algorithm, KeyForm form) throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        CA.write(directory, CA.client(algorithm, YEAR), form);

        DockerSwarm docker = docker(true, fake.endpoint());

        assertThat(docker.snapshot().services()).hasSize(1);
        assertThat(docker.warnings()).isEmpty();
        docker.snapshot();
        assertThat(fake.openConnections())
                .as("one handshake serves many refreshes")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1", "127.0.0.1", "tcp://localhost", "tcp://[::1]"})
    void namesAndAddressesOfEveryKind(String host) throws Exception {
        FakeSwarm fake = track(FakeSwarm.builder()
                .bind(host.contains("::1") ? "::1" : "127.0.0.1")
                .tls(CA.serverContext(CA.server("127.0.0.1", "localhost", "::1")))
                .start());
        cluster(fake);
        CA.write(directory, CLIENT, KeyForm.PKCS8);

        assertThat(docker(true, host + ":" + fake.port()).snapshot().services()).hasSize(1);
    }

    @Test
    void anotherCa() throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        OTHER_CA.write(directory, CLIENT, KeyForm.PKCS8);

        assertThatThrownBy(docker(true, fake.endpoint())::snapshot)
                .hasMessage(fake.endpoint() + ": TLS: the engine's certificate is not signed by the CA in "
                        + directory.resolve("ca.pem") + " but by CN=Right CA");
        assertThat(docker(false, fake.endpoint()).snapshot().services())
                .as("not verified")
                .hasSize(1);
    }

    @Test
    void anotherName() throws Exception {
        FakeSwarm fake = engine(CA.server("manager.example", "192.0.2.7"));
        CA.write(directory, CLIENT, KeyForm.PKCS8);

        assertThatThrownBy(docker(true, fake.endpoint())::snapshot)
                .hasMessage(
                        fake.endpoint() + ": TLS: the engine's certificate is for manager.example, 192.0.2.7, not for"
                                + " 127.0.0.1; use one of these names, or --swarm-tlsverify=false");
    }

    @Test
    void aCertificateWithoutNames() throws Exception {
        FakeSwarm fake = engine(CA.server());
        CA.write(directory, CLIENT, KeyForm.PKCS8);

        assertThatThrownBy(docker(true, fake.endpoint())::snapshot)
                .hasMessageContaining("the engine's certificate is for no name at all (CN=server), not for 127.0.0.1")
                .hasMessageContaining("--swarm-tlsverify=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://127.0.0.1", "tcp://localhost"})
    void withoutVerificationAnyNameAnyCaAndAnyDateWillDoButTheClientStillShowsItsOwn(String host) throws Exception {
        FakeSwarm fake = engine(OTHER_CA.server(Duration.ofDays(-9), Duration.ofDays(-1), "manager.example"), OTHER_CA);
        OTHER_CA.write(directory, OTHER_CA.client("RSA", YEAR), KeyForm.TRADITIONAL);
        Files.delete(directory.resolve("ca.pem"));

        DockerSwarm docker = docker(false, host + ":" + fake.port());

        assertThat(docker.snapshot().services())
                .as("the engine demands a client certificate")
                .hasSize(1);
        docker.snapshot();
        assertThat(fake.openConnections()).isEqualTo(1);
    }

    @Test
    void anExpiredCertificateOfTheEngine() throws Exception {
        FakeSwarm fake = engine(CA.server(Duration.ofDays(-9), Duration.ofDays(-1), "127.0.0.1"));
        CA.write(directory, CLIENT, KeyForm.PKCS8);

        assertThatThrownBy(docker(true, fake.endpoint())::snapshot).hasMessageContaining("has expired");
    }

    @Test
    void aCertificateOfTheEngineThatIsNotValidYet() throws Exception {
        FakeSwarm fake = engine(CA.server(Duration.ofDays(1), Duration.ofDays(9), "127.0.0.1"));
        CA.write(directory, CLIENT, KeyForm.PKCS8);

        assertThatThrownBy(docker(true, fake.endpoint())::snapshot)
                .hasMessageContaining("is not valid yet")
                .hasMessageContaining("is the clock right?");
    }

    @Test
    void aClientCertificateThatTheEngineDoesNotAccept() throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        CA.write(directory, OTHER_CA.client("EC", YEAR), KeyForm.PKCS8);

        DockerSwarm docker = docker(true, fake.endpoint());
        String refused = "TLS: the engine does not accept the client certificate " + directory.resolve("cert.pem");
        // TLS 1.3 says so after the handshake, and the alert may be lost when the connection breaks: soon one gets
        // through.
        await().atMost(Duration.ofSeconds(30)).until(() -> failure(docker).contains(refused));
        assertThat(failure(docker)).as("and it stays").contains(refused);
        assertThat(failure(docker)).contains(refused);
    }

    @Test
    void noCertificatesAtAllForAnEngineThatSpeaksTls() throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        DockerSwarm docker = track(
                new DockerSwarm(new SwarmConfig(List.of(fake.endpoint()), null, false, null, Duration.ofSeconds(5))));

        assertThatThrownBy(docker::snapshot).hasMessageContaining("TLS").hasMessageContaining("--swarm-cert-path");
    }

    @Test
    void httpsWithoutCertificatesIsVerifiedByTheRuntimesCas() throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        DockerSwarm docker = track(new DockerSwarm(new SwarmConfig(
                List.of("https://127.0.0.1:" + fake.port()), null, false, null, Duration.ofSeconds(5))));

        assertThatThrownBy(docker::snapshot)
                .hasMessageContaining("TLS: the engine's certificate is not signed by the CA in the Java runtime");
    }

    @Test
    void tlsToAnEngineThatSpeaksPlainHttp() throws Exception {
        FakeSwarm fake = track(FakeSwarm.builder().start());
        CA.write(directory, CLIENT, KeyForm.PKCS8);

        assertThatThrownBy(docker(true, fake.endpoint())::snapshot)
                .hasMessageContaining(
                        "it speaks plain HTTP and was spoken to in TLS; give no --swarm-cert-path for it");
    }

    @Test
    void aHandshakeThatNeverComesIsCutByTheDeadline() throws Exception {
        ServerSocket deaf = track(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        CA.write(directory, CLIENT, KeyForm.PKCS8);
        for (boolean verify : new boolean[] {true, false}) {
            DockerSwarm docker = track(new DockerSwarm(new SwarmConfig(
                    List.of("tcp://127.0.0.1:" + deaf.getLocalPort()),
                    directory,
                    verify,
                    null,
                    Duration.ofMillis(500))));
            long start = System.nanoTime();
            assertThatThrownBy(docker::snapshot)
                    .hasMessageEndingWith("no complete answer in time (--refresh-timeout 0.5 s)");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
        assertNoThreadHangs();
    }

    @Test
    void anAnswerThatNeverComesOverTlsIsCutByTheDeadline() throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        CA.write(directory, CLIENT, KeyForm.PKCS8);
        for (boolean verify : new boolean[] {true, false}) {
            DockerSwarm docker = track(new DockerSwarm(
                    new SwarmConfig(List.of(fake.endpoint()), directory, verify, null, Duration.ofSeconds(2))));
            answers(docker);
            fake.fault("/nodes", Fault.never());
            long start = System.nanoTime();
            assertThatThrownBy(docker::snapshot)
                    .hasMessageEndingWith("no complete answer in time (--refresh-timeout 2 s)");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertNoThreadHangs();
            fake.heal();
            answers(docker);
        }
    }

    /** In the end: a busy machine may need more than one such deadline for a handshake and five calls. */
    private static void answers(DockerSwarm docker) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(docker.snapshot().services()).hasSize(1));
    }

    private static void assertNoThreadHangs() {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().entrySet().stream()
                        .filter(entry -> entry.getKey().getName().startsWith("wagl-docker"))
                        .noneMatch(entry -> List.of(entry.getValue()).stream()
                                .anyMatch(frame -> frame.getClassName().startsWith("dev.wagl"))));
    }

    // ------------------------------------------------------------------------------------------ files

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "cert.pem", "key.pem"})
    void aMissingFileIsNamed(String file) throws Exception {
        CA.write(directory, CLIENT, KeyForm.PKCS8);
        Files.delete(directory.resolve(file));

        assertThatThrownBy(docker(true, "tcp://127.0.0.1:1")::snapshot)
                .hasMessage("tcp://127.0.0.1:1: " + directory.resolve(file) + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.pem", "cert.pem", "key.pem"})
    void aFileOfSomethingElseIsNamed(String file) throws Exception {
        CA.write(directory, CLIENT, KeyForm.PKCS8);
        for (String content : List.of("", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            Files.writeString(directory.resolve(file), content);

            assertThatThrownBy(docker(true, "tcp://127.0.0.1:1")::snapshot)
                    .as(content)
                    .hasMessageStartingWith("tcp://127.0.0.1:1: " + directory.resolve(file));
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws Exception {
        CA.write(directory, CLIENT, KeyForm.PKCS8);
        for (String algorithm : List.of("EC", "RSA")) {
            Path other = CA.write(directory.resolve("other"), CA.client(algorithm, YEAR), KeyForm.PKCS8);
            Files.copy(other.resolve("key.pem"), directory.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);

            assertThatThrownBy(docker(true, "tcp://127.0.0.1:1")::snapshot)
                    .hasMessageContaining(
                            directory.resolve("key.pem") + " is not the key of " + directory.resolve("cert.pem"));
        }
    }

    @Test
    void filesThatChangeAreReadAgain() throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        CA.write(directory, OTHER_CA.client("EC", YEAR), KeyForm.PKCS8);
        DockerSwarm docker = docker(true, fake.endpoint());
        assertThat(failure(docker)).contains("TLS: the ").contains("not accept");

        CA.write(directory, CLIENT, KeyForm.PKCS8);
        assertThat(docker.snapshot().services()).hasSize(1);

        OTHER_CA.write(directory, CLIENT, KeyForm.PKCS8);
        assertThatThrownBy(docker::snapshot)
                .as("also on a connection that was good")
                .hasMessageContaining("is not signed by the CA");
    }

    @Test
    void halfAChangeOfFilesLeavesTheOldOnesInUseWithAWarning() throws Exception {
        FakeSwarm fake = engine(CA.server("127.0.0.1"));
        CA.write(directory, CLIENT, KeyForm.PKCS8);
        DockerSwarm docker = docker(true, fake.endpoint());
        docker.snapshot();

        Issued next = CA.client("RSA", YEAR);
        Path staged = CA.write(directory.resolve("staged"), next, KeyForm.TRADITIONAL);
        Files.copy(staged.resolve("cert.pem"), directory.resolve("cert.pem"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(docker.snapshot().services()).hasSize(1);
        assertThat(docker.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning)
                        .contains("have changed and cannot be used")
                        .contains("key.pem is not the key of"));

        Files.copy(staged.resolve("key.pem"), directory.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(docker.snapshot().services()).hasSize(1);
        assertThat(docker.warnings()).isEmpty();
    }

    @Test
    void certificatesThatExpireSoonAreWarnedOf() throws Exception {
        FakeSwarm fake =
                engine(CA.server(Duration.ofDays(-1), Duration.ofDays(3).plusHours(1), "127.0.0.1"));
        CA.write(directory, CA.client("EC", Duration.ofDays(5).plusHours(1)), KeyForm.PKCS8);
        DockerSwarm docker = docker(true, fake.endpoint());
        docker.snapshot();

        assertThat(docker.warnings())
                .hasSize(2)
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith("the client certificate " + directory.resolve("cert.pem") + " expires in 5 days: "))
                .anySatisfy(warning ->
                        assertThat(warning).startsWith("the engine's certificate of 127.0.0.1 expires in 3 days: "));
    }

    @Test
    void eventsComeOverTlsToo() throws Exception {
        FakeSwarm fake = engine(CA.server("elsewhere.example"));
        CA.write(directory, CLIENT, KeyForm.PKCS8);
        DockerSwarm docker = docker(false, fake.endpoint());
        List<String> hints = new java.util.concurrent.CopyOnWriteArrayList<>();
        docker.watch(() -> hints.add("hint"));
        docker.snapshot();

        await().until(() -> fake.openEventStreams() == 1 && hints.size() == 1);
        fake.emit("service", "update");
        await().until(() -> hints.size() == 2);
        docker.close();
        await().until(() -> fake.openConnections() == 0);
    }

    // ------------------------------------------------------------------------------------------ help

    private FakeSwarm engine(Issued server) {
        return engine(server, CA);
    }

    private FakeSwarm engine(Issued server, TestCertificates ca) {
        return cluster(track(FakeSwarm.builder().tls(ca.serverContext(server)).start()));
    }

    private static FakeSwarm cluster(FakeSwarm fake) {
        return fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11")).add(service("api"));
    }

    private DockerSwarm docker(boolean verify, String endpoint) {
        return track(
                new DockerSwarm(new SwarmConfig(List.of(endpoint), directory, verify, null, Duration.ofSeconds(10))));
    }

    private static String failure(DockerSwarm docker) {
        Throwable failure = catchThrowable(docker::snapshot);
        return failure == null ? "" : failure.getMessage();
    }

    private <T extends AutoCloseable> T track(T closeable) {
        open.add(0, closeable);
        return closeable;
    }
}
