package dev.wagl.swarm;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority for tests, as Docker's documentation has one made with openssl. */
public final class TestCertificates {

    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Issued ca;

    public record Issued(KeyPair keys, X509Certificate certificate) {}

    public TestCertificates(String name) {
        ca = issue(name, null, keys("EC"), Duration.ofDays(-1), Duration.ofDays(365), List.of());
    }

    public X509Certificate authority() {
        return ca.certificate();
    }

    /** @param names of the certificate; those that are addresses become addresses */
    public Issued server(String... names) {
        return server(Duration.ofDays(-1), Duration.ofDays(90), names);
    }

    Issued server(Duration from, Duration until, String... names) {
        return issue("server", ca, keys("EC"), from, until, List.of(names));
    }

    /** @param algorithm {@code RSA} or {@code EC} */
    Issued client(String algorithm, Duration until) {
        return issue("client", ca, keys(algorithm), Duration.ofDays(-1), until, List.of());
    }

    /** The context of a server that has {@code own} and accepts clients of this CA. */
    public SSLContext serverContext(Issued own) {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", own.keys().getPrivate(), new char[0], new X509Certificate[] {
                own.certificate(), ca.certificate()
            });
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, new char[0]);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", ca.certificate());
            TrustManagerFactory trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How a private key is written. */
    enum KeyForm {
        /** {@code BEGIN RSA PRIVATE KEY}, {@code BEGIN EC PRIVATE KEY}. */
        TRADITIONAL,
        /** {@code BEGIN PRIVATE KEY}. */
        PKCS8
    }

    /** Writes ca.pem of this CA, cert.pem and key.pem of {@code client}. */
    Path write(Path directory, Issued client, KeyForm form) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("ca.pem"), pem(ca.certificate()));
        Files.writeString(directory.resolve("cert.pem"), pem(client.certificate()));
        PrivateKey key = client.keys().getPrivate();
        Files.writeString(
                directory.resolve("key.pem"),
                form == KeyForm.TRADITIONAL
                        ? key instanceof ECPrivateKey ec ? sec1(ec) : pem(key)
                        : "-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                                + "\n-----END PRIVATE KEY-----\n");
        return directory;
    }

    /** As {@code openssl ecparam -genkey} writes it: the curve in front, and in the key once more. */
    private static String sec1(ECPrivateKey key) throws IOException {
        byte[] encoded = new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1)
                .getEncoded();
        return pem(new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()))
                + pem(new PemObject("EC PRIVATE KEY", encoded));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Issued issue(
            String name, Issued issuer, KeyPair keys, Duration from, Duration until, List<String> names) {
        try {
            X500Name subject = new X500Name("CN=" + name);
            X500Name signed = issuer == null
                    ? subject
                    : new X500Name(
                            issuer.certificate().getSubjectX500Principal().getName());
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    signed,
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(Instant.now().plus(from)),
                    Date.from(Instant.now().plus(until)),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
            if (!names.isEmpty()) {
                GeneralName[] alternatives = names.stream()
                        .map(one -> new GeneralName(
                                Addresses.parse(one) == null ? GeneralName.dNSName : GeneralName.iPAddress, one))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            }
            PrivateKey signer = (issuer == null ? keys : issuer.keys()).getPrivate();
            return new Issued(
                    keys,
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
