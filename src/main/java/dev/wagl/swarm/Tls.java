package dev.wagl.swarm;

import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS to one endpoint: the client's certificate, the CA, and whether the engine's name and chain are verified.
 *
 * <p>The files are read again for every refresh. Half of a change (a new certificate, still with the old key) leaves what was
 * in use before in use, and a warning.
 */
final class Tls {

    private static final Duration SOON = Duration.ofDays(14);

    private final Path directory;
    private final boolean verify;
    private final String host;

    private Certificates.Content files;
    private volatile Certificates certificates;
    private volatile Context context;
    private volatile String changeProblem;
    private volatile X509Certificate peer;
    private volatile String refusal;

    /**
     * What a connection is secured with.
     *
     * @param verifyName whether the engine's certificate must be for the name it is asked by
     */
    record Context(SSLContext context, boolean verifyName) {}

    /**
     * @param directory null for the JVM's own CAs and no client certificate
     * @param verify whether the engine's name and chain are verified; without a directory they always are
     * @param host the name that the certificate must be for
     */
    Tls(Path directory, boolean verify, String host) {
        this.directory = directory;
        this.verify = verify || directory == null;
        this.host = host;
    }

    /** The context for the next call: another one exactly if the files have changed. */
    synchronized Context context() throws CertificateFilesException {
        if (directory == null) {
            if (context == null) {
                context = build(null);
            }
            return context;
        }
        try {
            Certificates.Content now = Certificates.Content.read(directory, verify);
            if (!now.same(files)) {
                Certificates parsed = Certificates.parse(directory, now);
                context = build(parsed);
                certificates = parsed;
                files = now;
                refusal = null;
            }
            changeProblem = null;
        } catch (CertificateFilesException e) {
            if (context == null) {
                throw e;
            }
            changeProblem = e.getMessage();
        }
        return context;
    }

    private Context build(Certificates from) throws CertificateFilesException {
        try {
            SSLContext built = SSLContext.getInstance("TLS");
            built.init(
                    from == null ? null : new KeyManager[] {new OneCertificate(from)},
                    new TrustManager[] {new Verification(from == null ? null : from.ca())},
                    null);
            return new Context(built, verify);
        } catch (GeneralSecurityException e) {
            throw new CertificateFilesException("the certificates cannot be used: " + e.getMessage(), e);
        }
    }

    /** The certificate that the engine showed last; null before. */
    X509Certificate peer() {
        return peer;
    }

    /**
     * Notes the alert with which the engine refused our certificate. In TLS 1.3 it comes after the handshake, and may or may
     * not get through before the connection breaks: the next break is not told as something new.
     */
    void refused(String alert) {
        refusal = alert;
    }

    /** The last alert of a refusal; null where there is none, or things went well since. */
    String refusal() {
        return refusal;
    }

    void accepted() {
        refusal = null;
    }

    /** Where the trusted CA is, to be shown. */
    String caFile() {
        return directory == null
                ? "the Java runtime"
                : directory.resolve(Certificates.CA).toString();
    }

    /** Null without a client certificate. */
    String certificateFile() {
        return directory == null
                ? null
                : directory.resolve(Certificates.CERTIFICATE).toString();
    }

    /** What will stop working soon unless somebody does something; empty if nothing will. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (changeProblem != null) {
            warnings.add("the certificates in " + directory
                    + " have changed and cannot be used, the ones before still are: " + changeProblem);
        }
        Certificates used = certificates;
        if (used != null) {
            expiry("the client certificate " + certificateFile(), used.chain().get(0), warnings);
            used.ca().forEach(ca -> expiry("the CA certificate " + caFile(), ca, warnings));
        }
        if (verify && peer != null) {
            expiry("the engine's certificate of " + host, peer, warnings);
        }
        return warnings;
    }

    private static void expiry(String what, X509Certificate certificate, List<String> warnings) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(Instant.now(), end);
        if (left.isNegative()) {
            warnings.add(what + " has expired: " + end);
        } else if (left.compareTo(SOON) < 0) {
            warnings.add(what + " expires in " + left.toDays() + " days: " + end);
        }
    }

    /**
     * Shows the one certificate there is, whichever CAs the engine asks for: an engine that refuses it says why, one that is
     * shown none cannot.
     */
    private static final class OneCertificate extends X509ExtendedKeyManager {

        private static final String ALIAS = "docker";

        private final Certificates certificates;

        OneCertificate(Certificates certificates) {
            this.certificates = certificates;
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return certificates.chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return certificates.key();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }

    /** The verification of the chain, which remembers what it saw, for messages. The name is the transport's to verify. */
    private final class Verification extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager chains;

        /** @param ca null for the JVM's own */
        Verification(List<X509Certificate> ca) throws GeneralSecurityException {
            KeyStore trusted = ca == null ? null : store(ca);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            chains = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        }

        private static KeyStore store(List<X509Certificate> ca) throws GeneralSecurityException {
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                for (int i = 0; i < ca.size(); i++) {
                    store.setCertificateEntry("ca-" + i, ca.get(i));
                }
                return store;
            } catch (java.io.IOException e) {
                throw new IllegalStateException("an empty key store is not read from anywhere", e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            peer = chain[0];
            if (verify) {
                chains.checkServerTrusted(chain, authType, socket);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            peer = chain[0];
            if (verify) {
                chains.checkServerTrusted(chain, authType, engine);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            peer = chain[0];
            if (verify) {
                chains.checkServerTrusted(chain, authType);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("not a server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return chains.getAcceptedIssuers();
        }
    }
}
