package dev.wagl.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate authority and what it has issued, made by openssl: files as {@code DOCKER_CERT_PATH} wants them. */
record Certificates(Path directory) {

    /**
     * Makes an authority with one server certificate and one client certificate.
     *
     * @param serverName such as {@code IP:10.99.0.13} or {@code DNS:engine}
     */
    static Certificates issue(Path directory, String serverName) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Certificates certificates = new Certificates(directory);
        certificates.openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=wagl-test-ca -keyout ca-key.pem -out ca.pem");
        certificates.sign("server", "subjectAltName=" + serverName + "\nextendedKeyUsage=serverAuth\n");
        certificates.sign("client", "extendedKeyUsage=clientAuth\n");
        return certificates;
    }

    /** A new directory with ca.pem, and with the client's cert.pem and key.pem if wanted. */
    Path client(String name, boolean withCertificate) {
        try {
            Path client = Files.createDirectories(directory.resolveSibling(name));
            Files.copy(file("ca.pem"), client.resolve("ca.pem"));
            if (withCertificate) {
                Files.copy(file("client.pem"), client.resolve("cert.pem"));
                Files.copy(file("client-key.pem"), client.resolve("key.pem"));
            }
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    private void sign(String name, String extensions) {
        try {
            Files.writeString(file(name + ".ext"), extensions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=wagl-test-" + name + " -keyout "
                + name + "-key.pem -out " + name + ".csr");
        openssl("x509 -req -days 2 -CA ca.pem -CAkey ca-key.pem -CAcreateserial -in " + name + ".csr -out " + name
                + ".pem -extfile " + name + ".ext");
    }

    private void openssl(String arguments) {
        Command.of("sh", "-c", "cd " + directory + " && openssl " + arguments).output();
    }
}
