package dev.wagl.swarm;

import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Why an endpoint could not be read, in the words of someone who has to mend it: one line, from what went wrong. */
final class FailureReason {

    private static final int LENGTH = 400;

    /** The alerts by which servers of different make refuse a client's certificate, or the lack of one. */
    private static final Pattern REFUSAL = Pattern.compile("alert.*(certificate|unknown_ca|access_denied)");

    private final EndpointAddress address;
    private final Tls tls;

    private FailureReason(EndpointAddress address, Tls tls) {
        this.address = address;
        this.tls = tls;
    }

    /** @param tls null where TLS is not spoken */
    static String of(Throwable failure, EndpointAddress address, Tls tls) {
        String reason = new FailureReason(address, tls).reason(failure);
        String line = Printable.of(reason.replaceAll("\\s+", " ")).strip();
        return line.length() > LENGTH ? line.substring(0, LENGTH) + "..." : line;
    }

    /** Whether it is that nothing came over a connection, for as long as a socket waits. */
    private static boolean isTimeOut(Throwable failure) {
        return find(failure, SocketTimeoutException.class) != null && !isConnectTimeOut(failure);
    }

    private static boolean isConnectTimeOut(Throwable failure) {
        return find(failure, ConnectTimeoutException.class) != null;
    }

    private String reason(Throwable failure) {
        if (failure instanceof StatusException status) {
            return status(status);
        }
        if (failure instanceof BodyException
                || failure instanceof EngineStateException
                || failure instanceof CertificateFilesException) {
            return failure.getMessage();
        }
        if (failure instanceof Error) {
            return "internal error: " + failure;
        }
        SSLException ssl = find(failure, SSLException.class);
        if (ssl != null) {
            return tls(ssl);
        }
        if (find(failure, UnknownHostException.class) != null) {
            return "the host name " + address.host() + " does not resolve";
        }
        if (address.isUnix()) {
            String reason = unix(failure);
            if (reason != null) {
                return reason;
            }
        }
        if (isConnectTimeOut(failure)) {
            return "no connection in time: nothing there, or a firewall lets nothing pass";
        }
        if (isTimeOut(failure)) {
            return "no answer: time-out";
        }
        if (find(failure, NoRouteToHostException.class) != null) {
            return "no route to the host";
        }
        String message = deepest(failure);
        if (find(failure, ConnectException.class) != null || message.contains("Connection refused")) {
            return message.contains("refused") ? "connection refused" : "no connection: " + message;
        }
        if (message.contains("failed to respond") || find(failure, SocketException.class) != null) {
            return closed();
        }
        if (tls == null && message.contains("status line")) {
            return "what came back is not HTTP; if it wants TLS, give the certificates (--swarm-cert-path)";
        }
        return message;
    }

    private String closed() {
        if (tls == null) {
            return "the connection was closed before an answer came; if it wants TLS, give the certificates"
                    + " (--swarm-cert-path)";
        }
        return tls.refusal() != null
                ? refused(tls.refusal())
                : "TLS: the connection was closed before an answer came; maybe the engine does not accept our certificate";
    }

    private String status(StatusException status) {
        if (status.status() == 400 && status.getMessage().contains("HTTP request to an HTTPS server")) {
            return "it speaks TLS and was spoken to in plain HTTP; give the certificates (--swarm-cert-path)";
        }
        return status.getMessage();
    }

    /** Null if the socket file is not to blame. */
    private String unix(Throwable failure) {
        String message = deepest(failure);
        if (find(failure, NoSuchFileException.class) != null
                || find(failure, FileNotFoundException.class) != null
                || message.contains("No such file")) {
            return "no such socket file";
        }
        if (message.contains("Permission denied")) {
            return "permission denied: this user may not open the socket";
        }
        if (message.contains("refused")) {
            return Files.isDirectory(address.path())
                    ? "it is a directory, not a socket (was it mounted before the engine ran?)"
                    : "connection refused: nothing listens on the socket";
        }
        return null;
    }

    private String tls(SSLException failure) {
        X509Certificate peer = tls == null ? null : tls.peer();
        if (failure instanceof SSLPeerUnverifiedException) {
            return "TLS: the engine's certificate is for " + Certificates.names(peer) + ", not for " + address.host()
                    + "; use one of these names, or --swarm-tlsverify=false";
        }
        if (find(failure, CertificateExpiredException.class) != null) {
            return "TLS: the engine's certificate, or one that signed it, has expired"
                    + (peer == null
                            ? ""
                            : " (the engine's: " + peer.getNotAfter().toInstant() + ")");
        }
        if (find(failure, CertificateNotYetValidException.class) != null) {
            return "TLS: the engine's certificate, or one that signed it, is not valid yet"
                    + (peer == null
                            ? ""
                            : " (the engine's: from " + peer.getNotBefore().toInstant() + ")")
                    + "; is the clock right?";
        }
        String message = deepest(failure);
        if (find(failure, CertPathBuilderException.class) != null
                || find(failure, CertPathValidatorException.class) != null
                || message.contains("PKIX")) {
            return "TLS: the engine's certificate is not signed by the CA in " + (tls == null ? "use" : tls.caFile())
                    + (peer == null ? "" : " but by " + peer.getIssuerX500Principal());
        }
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return "it speaks plain HTTP and was spoken to in TLS; give no --swarm-cert-path for it";
        }
        if (REFUSAL.matcher(message).find()) {
            String alert = message.replaceAll(".*alert:? ?", "");
            if (tls != null) {
                tls.refused(alert);
            }
            return refused(alert);
        }
        return "TLS: " + message;
    }

    private String refused(String alert) {
        return tls == null || tls.certificateFile() == null
                ? "TLS: the engine wants a client certificate (" + alert + "); give --swarm-cert-path"
                : "TLS: the engine does not accept the client certificate " + tls.certificateFile() + " (" + alert
                        + ")";
    }

    private static <T extends Throwable> T find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }

    /** The message nearest to the ground that says anything. */
    private static String deepest(Throwable failure) {
        String message = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = cause.getMessage();
            }
        }
        return message;
    }
}
