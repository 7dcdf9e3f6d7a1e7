package dev.wagl.swarm;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where one Docker API listens, as {@code --swarm} and {@code DOCKER_HOST} write it.
 *
 * @param text as the user wrote it
 * @param path the socket file of {@code unix://}; null for tcp
 * @param host name or address of tcp, IPv6 without brackets; null for unix
 * @param port 0 stands for Docker's own: 2375, with TLS 2376
 * @param prefix path before the API's own paths, without a trailing slash; mostly empty
 */
public record EndpointAddress(String text, Path path, String host, int port, String prefix, Security security) {

    /** Whether TLS is spoken. */
    public enum Security {
        /** {@code http://}, {@code unix://}. */
        PLAIN,
        /** {@code https://}. */
        TLS,
        /** {@code tcp://}: TLS if there are certificates. */
        AS_CONFIGURED
    }

    private static final String FORMS = "unix:///path/to/docker.sock, tcp://host:port or host:port";

    /**
     * Reads one endpoint.
     *
     * @throws IllegalArgumentException with a line that names the text, what is wrong with it and what would be right
     */
    public static EndpointAddress parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("an empty endpoint; write " + FORMS);
        }
        if (trimmed.startsWith("/")) {
            throw new IllegalArgumentException("'" + text + "' is a path; write unix://" + trimmed);
        }
        int colon = trimmed.indexOf("://");
        String scheme = colon < 0 ? "tcp" : trimmed.substring(0, colon).toLowerCase(Locale.ROOT);
        String rest = colon < 0 ? trimmed : trimmed.substring(colon + 3);
        return switch (scheme) {
            case "unix" -> unix(text, rest);
            case "tcp" -> tcp(text, rest, Security.AS_CONFIGURED);
            case "http" -> tcp(text, rest, Security.PLAIN);
            case "https" -> tcp(text, rest, Security.TLS);
            default ->
                throw new IllegalArgumentException(
                        "'" + text + "' begins with " + scheme + ":// , which is not supported; write " + FORMS);
        };
    }

    private static EndpointAddress unix(String text, String rest) {
        if (!rest.startsWith("/") || rest.equals("/")) {
            throw new IllegalArgumentException(
                    "'" + text + "' names no socket file; write unix:///path/to/docker.sock");
        }
        return new EndpointAddress(text, Path.of(rest), null, 0, "", Security.PLAIN);
    }

    private static EndpointAddress tcp(String text, String rest, Security security) {
        URI uri;
        try {
            uri = new URI("tcp://" + rest);
        } catch (URISyntaxException e) {
            throw notTcp(text);
        }
        String authority = uri.getRawAuthority();
        if (authority == null || uri.getRawQuery() != null || uri.getRawFragment() != null || authority.contains("@")) {
            throw notTcp(text);
        }
        String prefix = uri.getRawPath().replaceAll("/+$", "");
        // URI knows no host names with an underscore, and Docker's service names often have one.
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', bracket + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        if (bracket >= 0) {
            if (uri.getHost() == null) {
                throw notTcp(text);
            }
            host = authority.substring(1, bracket);
        } else if (!host.matches("[A-Za-z0-9._-]+")) {
            throw notTcp(text);
        }
        return new EndpointAddress(text, null, host, colon < 0 ? 0 : port(text, port), prefix, security);
    }

    private static int port(String text, String digits) {
        int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("'" + text + "': '" + digits + "' is not a port (1 to 65535)");
        }
        return port;
    }

    private static IllegalArgumentException notTcp(String text) {
        return new IllegalArgumentException("'" + text + "' is not an endpoint; write " + FORMS);
    }

    boolean isUnix() {
        return path != null;
    }

    boolean usesTls(boolean certificatesGiven) {
        return security == Security.TLS || security == Security.AS_CONFIGURED && certificatesGiven;
    }

    int port(boolean tls) {
        return port != 0 ? port : tls ? 2376 : 2375;
    }
}
