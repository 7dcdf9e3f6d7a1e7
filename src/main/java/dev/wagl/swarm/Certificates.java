package dev.wagl.swarm;

import com.github.dockerjava.core.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What lies in a directory of Docker certificates: ca.pem, cert.pem, key.pem.
 *
 * @param ca empty if it is not wanted
 * @param chain the client's own certificate first
 */
record Certificates(List<X509Certificate> ca, List<X509Certificate> chain, PrivateKey key) {

    static final String CA = "ca.pem";
    static final String CERTIFICATE = "cert.pem";
    static final String KEY = "key.pem";

    /**
     * The files' content, to tell whether they have changed.
     *
     * @param ca null if it is not wanted
     */
    record Content(byte[] ca, byte[] certificate, byte[] key) {

        static Content read(Path directory, boolean withCa) throws CertificateFilesException {
            return new Content(
                    withCa ? content(directory.resolve(CA)) : null,
                    content(directory.resolve(CERTIFICATE)),
                    content(directory.resolve(KEY)));
        }

        boolean same(Content other) {
            return other != null
                    && Arrays.equals(ca, other.ca)
                    && Arrays.equals(certificate, other.certificate)
                    && Arrays.equals(key, other.key);
        }

        private static byte[] content(Path file) throws CertificateFilesException {
            try {
                return Files.readAllBytes(file);
            } catch (NoSuchFileException e) {
                throw new CertificateFilesException(file + " is missing", e);
            } catch (AccessDeniedException e) {
                throw new CertificateFilesException(file + " may not be read by this user", e);
            } catch (IOException e) {
                throw new CertificateFilesException(file + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    static Certificates parse(Path directory, Content files) throws CertificateFilesException {
        List<X509Certificate> ca = files.ca() == null ? List.of() : certificates(directory.resolve(CA), files.ca());
        List<X509Certificate> chain = certificates(directory.resolve(CERTIFICATE), files.certificate());
        PrivateKey key = key(directory.resolve(KEY), files.key());
        if (!belongTogether(chain.get(0), key)) {
            throw new CertificateFilesException(
                    directory.resolve(KEY) + " is not the key of " + directory.resolve(CERTIFICATE));
        }
        return new Certificates(ca, chain, key);
    }

    private static List<X509Certificate> certificates(Path file, byte[] pem) throws CertificateFilesException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .forEach(certificate -> certificates.add((X509Certificate) certificate));
        } catch (CertificateException e) {
            throw new CertificateFilesException(file + " is not a certificate in PEM: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new CertificateFilesException(file + " holds no certificate in PEM");
        }
        return certificates;
    }

    /** PKCS#1, SEC 1 and PKCS#8, as openssl has written keys over the years. */
    private static PrivateKey key(Path file, byte[] pem) throws CertificateFilesException {
        try {
            PrivateKey key = CertificateUtils.loadPrivateKey(new StringReader(new String(pem, StandardCharsets.UTF_8)));
            if (key != null) {
                return key;
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new CertificateFilesException(file + " is not a private key in PEM: " + e.getMessage(), e);
        }
        throw new CertificateFilesException(file + " holds no private key that is not encrypted, in PEM");
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm = key.getAlgorithm().startsWith("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        if (key.getAlgorithm().startsWith("Ed")) {
            algorithm = key.getAlgorithm();
        }
        try {
            byte[] proof = "wagl".getBytes(StandardCharsets.US_ASCII);
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(proof);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(proof);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The names a certificate is for, to be shown. */
    static String names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate == null ? null : certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.forEach(alternative -> names.add(String.valueOf(alternative.get(1))));
            }
        } catch (CertificateException e) {
            names.clear();
        }
        if (!names.isEmpty()) {
            return String.join(", ", names);
        }
        return certificate == null ? "another name" : "no name at all (" + certificate.getSubjectX500Principal() + ")";
    }
}
