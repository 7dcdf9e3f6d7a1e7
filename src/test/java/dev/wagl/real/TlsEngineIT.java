package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An engine behind {@code --tlsverify}. */
@RealEngine
class TlsEngineIT {

    private static final Duration TRIED_AGAIN = Duration.ofMinutes(2);

    private static Machine machine;
    private static Dockerd dockerd;
    private static Certificates right;

    @BeforeAll
    static void start() {
        machine = Machines.machine(13, "secured");
        right = Certificates.issue(machine.directory().resolve("certificates/issued"), "IP:" + machine.address());
        dockerd = Dockerd.start(
                machine,
                "--host=tcp://0.0.0.0:2376",
                "--tlsverify",
                "--tlscacert=" + right.file("ca.pem"),
                "--tlscert=" + right.file("server.pem"),
                "--tlskey=" + right.file("server-key.pem"));
        Images.web(dockerd);
        dockerd.docker("run", "-d", "-l", "dns.service=web", "-p", "25080:80", Images.WEB);
    }

    @AfterAll
    static void stop() {
        if (dockerd != null) {
            dockerd.close();
        }
    }

    @Test
    void theRightCertificates() {
        Path client = right.client("right", true);
        try (Program wagl = start("right", machine.address(), client, 25053)) {
            Dig dig = wagl.answering(25053, "web.swarm", "A");

            assertThat(dig.rdata("web.swarm", "A")).containsExactly(machine.address());
        }
    }

    @Test
    void theWrongAuthorityIsOneLineAndTriedAgain() throws IOException {
        Path client = Certificates.issue(machine.directory().resolve("certificates/foreign"), "IP:" + machine.address())
                .client("wrong-authority", true);
        try (Program wagl = start("wrong-authority", machine.address(), client, 25054)) {
            saysOnceWhatIsWrong(wagl, 25054, "not signed by the CA in " + client.resolve("ca.pem"));

            // It goes on trying, and reads the files again when they change.
            replace(client, "ca.pem", "ca.pem");
            replace(client, "cert.pem", "client.pem");
            replace(client, "key.pem", "client-key.pem");
            recovers(wagl, 25054);
        }
    }

    @Test
    void theMissingCertificateIsOneLineAndTriedAgain() throws IOException {
        Path client = right.client("missing", false);
        try (Program wagl = start("missing", machine.address(), client, 25055)) {
            saysOnceWhatIsWrong(wagl, 25055, "cert.pem");

            replace(client, "key.pem", "client-key.pem");
            replace(client, "cert.pem", "client.pem");
            recovers(wagl, 25055);
        }
    }

    @Test
    void theWrongNameIsOneLineWithTheCertificatesNamesAndTriedAgain() {
        Path client = right.client("wrong-name", true);
        try (Program wagl = start("wrong-name", "127.0.0.1", client, 25056)) {
            saysOnceWhatIsWrong(wagl, 25056, machine.address(), "--swarm-tlsverify=false");
        }
        try (Program wagl = Program.start(
                machine,
                "not-verified",
                "--swarm=tcp://127.0.0.1:2376",
                "--swarm-cert-path=" + client,
                "--swarm-tlsverify=false",
                "--external=false",
                "--bind=:25056")) {
            wagl.answering(25056, "web.swarm", "A");
        }
    }

    private static Program start(String name, String host, Path certificates, int port) {
        return Program.start(
                machine,
                name,
                "--swarm=tcp://" + host + ":2376",
                "--swarm-cert-path=" + certificates,
                "--external=false",
                "--refresh=3s",
                "--refresh-timeout=2900ms",
                "--bind=:" + port);
    }

    /** Several attempts, one line; live, not ready, SERVFAIL with EDE 14. */
    private static void saysOnceWhatIsWrong(Program wagl, int port, String... words) {
        Dig dig = new Dig(machine.address(), port);
        await().alias("the reason is logged")
                .atMost(TRIED_AGAIN)
                .untilAsserted(
                        () -> assertThat(wagl.logLines(words)).as(wagl::log).hasSize(1));
        Answer answer = dig.ask("web.swarm", "A");
        assertThat(answer.status()).as(answer.text()).isEqualTo("SERVFAIL");
        assertThat(answer.errors()).anyMatch(error -> error.startsWith("14 "));
        await().during(Duration.ofSeconds(7))
                .atMost(Duration.ofSeconds(30))
                .until(() -> wagl.logLines(words).size() == 1);
        assertThat(wagl.alive()).isTrue();
        assertThat(wagl.log()).doesNotContain("\tat ");
    }

    private static void recovers(Program wagl, int port) {
        Dig dig = wagl.answering(port, "web.swarm", "A");
        assertThat(dig.rdata("web.swarm", "A")).containsExactly(machine.address());
    }

    private static void replace(Path client, String name, String by) throws IOException {
        Files.write(client.resolve(name), Files.readAllBytes(right.file(by)));
    }
}
