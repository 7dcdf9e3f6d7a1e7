package dev.wagl.swarm;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** The way to one endpoint: docker-java's HTTP client over a Unix socket, TCP or TLS. */
final class Transport {

    private Transport() {}

    /**
     * Makes a client; it connects when it is first asked.
     *
     * @param idle how long it waits for the next byte; the deadline of a refresh is kept elsewhere. Zero is for ever
     */
    static DockerHttpClient open(EndpointAddress address, SSLContext tls, Duration connect, Duration idle)
            throws IOException {
        URI uri = address.uri(tls != null, shownHost(address, tls));
        return new ZerodepDockerHttpClient.Builder()
                .dockerHost(uri)
                .sslConfig(tls == null ? null : () -> tls)
                .maxConnections(2)
                .connectionTimeout(connect)
                .responseTimeout(idle)
                .build();
    }

    /**
     * The host that stands in the URI: the address instead of a name with an underscore, which {@link URI} cannot hold and
     * Docker's service names often have. A certificate cannot be for such a name (RFC 1123 2.1), so with TLS it stays.
     */
    private static String shownHost(EndpointAddress address, SSLContext tls) throws IOException {
        if (address.isUnix()) {
            return null;
        }
        String host = address.host();
        if (host.indexOf('_') < 0) {
            return host;
        }
        if (tls != null) {
            throw new IOException(
                    "the host name '" + host + "' has an underscore, which TLS does not allow; use a name without one");
        }
        return InetAddress.getByName(host).getHostAddress();
    }
}
