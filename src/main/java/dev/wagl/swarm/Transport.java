package dev.wagl.swarm;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.UnixSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The way to one endpoint: Apache's HTTP client over a Unix socket, TCP or TLS.
 *
 * <p>docker-java's own transport is the same client, of which it hides every switch. It follows redirects, to whatever host, with
 * our client certificate; it sleeps for a second and asks again where the answer is 429 or 503, or for as long as the answer
 * says; it reads headers without end; and it compares the name of a certificate, always.
 */
final class Transport implements DockerHttpClient {

    /** Docker's heads are of ten lines. A longer one, or a longer line, is an error: the whole head is held in memory. */
    private static final Http1Config HEAD = Http1Config.custom()
            .setMaxHeaderCount(200)
            .setMaxLineLength(64 << 10)
            .build();

    private static final String UNIX = "unix";

    /**
     * What does not come about within this time is tried anew: the kernel tries less and less often, and a way that was cut for a while
     * would be open again for seconds before it is used.
     */
    static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

    /** Behind the deadline of a call, which is kept elsewhere: what ends with it would be told now as the one, now as the other. */
    private static final Duration BEHIND = Duration.ofSeconds(1);

    private final CloseableHttpClient client;
    private final HttpHost host;
    private final String prefix;

    private Transport(CloseableHttpClient client, HttpHost host, String prefix) {
        this.client = client;
        this.host = host;
        this.prefix = prefix;
    }

    /**
     * Makes a client; it connects when it is first asked.
     *
     * @param tls null where TLS is not spoken
     * <p>What a deadline bounds may take a little longer here, so that it is the deadline that ends the wait.
     *
     * @param connect how long a connection, and its handshake, may take
     * @param idle how long it waits for the next byte. Zero is for ever
     */
    static Transport open(EndpointAddress address, Tls.Context tls, Duration connect, Duration idle)
            throws IOException {
        HttpClientConnectionManager connections = connections(address, tls, connect);
        CloseableHttpClient client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(idle.isZero() ? timeout(idle) : timeout(idle.plus(BEHIND)))
                        .build())
                .setRetryStrategy(new OnceMore())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                // Another client certificate is another transport: any connection of this one will do.
                .disableConnectionState()
                .build();
        return new Transport(client, host(address, tls), address.prefix());
    }

    private static HttpClientConnectionManager connections(EndpointAddress address, Tls.Context tls, Duration connect) {
        Duration longest = connect.plus(BEHIND);
        TlsSocketStrategy strategy = tls == null ? null : tlsStrategy(tls);
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                new DefaultHttpClientConnectionOperator(
                        sockets(address),
                        DefaultSchemePortResolver.INSTANCE,
                        SystemDefaultDnsResolver.INSTANCE,
                        scheme -> URIScheme.HTTPS.same(scheme) ? strategy : null),
                PoolConcurrencyPolicy.STRICT,
                PoolReusePolicy.LIFO,
                TimeValue.NEG_ONE_MILLISECOND,
                ManagedHttpClientConnectionFactory.builder().http1Config(HEAD).build());
        connections.setMaxTotal(2);
        connections.setDefaultMaxPerRoute(2);
        connections.setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(Timeout.ZERO_MILLISECONDS).build());
        connections.setDefaultTlsConfig(
                TlsConfig.custom().setHandshakeTimeout(timeout(longest)).build());
        connections.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setConnectTimeout(
                        timeout(address.isUnix() || longest.compareTo(LONGEST_CONNECT) < 0 ? longest : LONGEST_CONNECT))
                // What was closed while it was idle shows when it is used, and is asked once more.
                .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
                .build());
        return connections;
    }

    private static DetachedSocketFactory sockets(EndpointAddress address) {
        return new DetachedSocketFactory() {
            @Override
            public Socket create(Proxy proxy) throws IOException {
                return address.isUnix() ? UnixSocket.get(address.path().toString()) : new Socket();
            }
        };
    }

    private static TlsSocketStrategy tlsStrategy(Tls.Context tls) {
        return new DefaultClientTlsStrategy(
                tls.context(),
                tls.verifyName() ? HttpsSupport.getDefaultHostnameVerifier() : NoopHostnameVerifier.INSTANCE);
    }

    private static HttpHost host(EndpointAddress address, Tls.Context tls) throws IOException {
        return address.isUnix()
                ? new HttpHost(UNIX, "localhost", address.port(false))
                : new HttpHost(
                        tls == null ? URIScheme.HTTP.id : URIScheme.HTTPS.id,
                        shownHost(address, tls != null),
                        address.port(tls != null));
    }

    /**
     * The host that stands in the URI: the address instead of a name with an underscore, which {@link URI} cannot hold and
     * Docker's service names often have. A certificate cannot be for such a name (RFC 1123 2.1), so with TLS it stays.
     */
    private static String shownHost(EndpointAddress address, boolean tls) throws IOException {
        String host = address.host();
        if (host.indexOf('_') < 0) {
            return host;
        }
        if (tls) {
            throw new IOException(
                    "the host name '" + host + "' has an underscore, which TLS does not allow; use a name without one");
        }
        return InetAddress.getByName(host).getHostAddress();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.ofMilliseconds(duration.toMillis());
    }

    /** Asks once more, at once, where a connection broke before there was an answer: it may have been closed while it was idle. */
    private static final class OnceMore extends DefaultHttpRequestRetryStrategy {

        OnceMore() {
            super(1, TimeValue.ZERO_MILLISECONDS);
        }

        /** An answer is an answer: there may be another endpoint that gives a better one. */
        @Override
        public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
            return false;
        }
    }

    /** Only what has no body. */
    @Override
    public Response execute(Request request) {
        HttpGet get = new HttpGet(URI.create(prefix + request.path()));
        get.setScheme(host.getSchemeName());
        get.setAuthority(new URIAuthority(host.getHostName(), host.getPort()));
        request.headers().forEach(get::addHeader);
        try {
            return new Answer(get, client.executeOpen(host, get, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /** What came back; its body still comes. */
    private record Answer(HttpGet request, ClassicHttpResponse response) implements Response {

        @Override
        public int getStatusCode() {
            return response.getCode();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return Arrays.stream(response.getHeaders())
                    .collect(Collectors.groupingBy(
                            Header::getName, Collectors.mapping(Header::getValue, Collectors.toList())));
        }

        @Override
        public String getHeader(String name) {
            Header header = response.getFirstHeader(name);
            return header == null ? null : header.getValue();
        }

        @Override
        public InputStream getBody() {
            HttpEntity entity = response.getEntity();
            try {
                return entity == null ? InputStream.nullInputStream() : entity.getContent();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Gives the connection back if the body was read to its end, and breaks it off otherwise: there may be no end. */
        @Override
        public void close() {
            request.abort();
            try {
                response.close();
            } catch (IOException e) {
                // It was aborted: it is closed.
                return;
            }
        }
    }
}
