package dev.wagl.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wagl.UnclaimedPort;
import dev.wagl.swarm.SwarmJson.ContainerElement;
import dev.wagl.swarm.SwarmJson.Element;
import dev.wagl.swarm.SwarmJson.NetworkElement;
import dev.wagl.swarm.SwarmJson.NodeElement;
import dev.wagl.swarm.SwarmJson.ServiceElement;
import dev.wagl.swarm.SwarmJson.TaskElement;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A Docker engine for tests: a real HTTP/1.1 server, over TCP, TLS or a Unix socket, that answers the read-only part of the
 * API from a model that the test changes as it goes, and misbehaves by script.
 *
 * <pre>{@code
 * try (FakeSwarm swarm = FakeSwarm.builder().start()) {
 *     swarm.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
 *          .add(service("api").label("dns.service", "api").ingressPort(8080, 80))
 *          .add(task("t1", "api", 1, "n1"));
 *     DockerSwarm docker = new DockerSwarm(swarm.config());
 *     ...
 *     swarm.fault("/tasks", Fault.status(503, "The swarm does not have a leader"));   // from now on
 *     swarm.faultOnce("/info", Fault.never());                                        // for one request
 *     swarm.heal();
 *     swarm.emit("service", "update");                                                // to every open /events
 * }
 * }</pre>
 *
 * <p>A new one is the active manager of a Swarm with no node, service, task or network. {@code /services?status=true} counts
 * the tasks of the model, {@code /tasks} obeys the filters {@code desired-state} and {@code service} as the engine does
 * (404 for a service that does not exist). Whole recorded bodies are put in place with {@link #body}. Thread-safe.
 */
public final class FakeSwarm implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Octets of one chunk; small, so that a body of tests has several. */
    private static final int CHUNK = 100;

    private static final int ENDLESS_WRITE = 64 << 10;

    private final Path unixPath;
    private final boolean secure;
    private final Closeable listener;
    private final int port;

    /** Guarded by this: model, script, log. */
    private final Map<Class<?>, Map<String, ObjectNode>> model = new HashMap<>();

    private final Map<String, String> bodies = new HashMap<>();
    private final Map<String, Fault> faults = new HashMap<>();
    private final Map<String, Deque<Fault>> faultsOnce = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private ObjectNode info;
    private boolean leaderLost;

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Connection> eventStreams = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread acceptor;

    private FakeSwarm(Builder builder) throws IOException {
        unixPath = builder.unixPath;
        secure = builder.tls != null;
        info = managerInfo();
        if (unixPath != null) {
            Files.deleteIfExists(unixPath);
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(UnixDomainSocketAddress.of(unixPath));
            listener = channel;
            port = 0;
            acceptor = daemon("fake-swarm-accept", () -> acceptUnix(channel));
        } else {
            ServerSocket socket = builder.tls == null
                    ? new ServerSocket()
                    : builder.tls.getServerSocketFactory().createServerSocket();
            if (socket instanceof SSLServerSocket tls) {
                tls.setNeedClientAuth(builder.clientCertificate);
            }
            socket.setReuseAddress(true);
            // Closed, nobody else listens there.
            int number = builder.port == 0 ? UnclaimedPort.next() : builder.port;
            socket.bind(new InetSocketAddress(InetAddress.getByName(builder.bind), number), 50);
            listener = socket;
            port = socket.getLocalPort();
            acceptor = daemon("fake-swarm-accept", () -> acceptTcp(socket));
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Where it listens, and how. */
    public static final class Builder {
        private String bind = "127.0.0.1";
        private int port;
        private Path unixPath;
        private SSLContext tls;
        private boolean clientCertificate;

        private Builder() {}

        /** On a fixed port instead of a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** On another address than 127.0.0.1. */
        public Builder bind(String address) {
            bind = address;
            return this;
        }

        /** On a Unix socket. */
        public Builder unix(Path path) {
            unixPath = path;
            return this;
        }

        /** In TLS, with the certificate of {@code context}; a client must show one that its CA signed. */
        public Builder tls(SSLContext context) {
            tls = context;
            clientCertificate = true;
            return this;
        }

        public Builder withoutClientCertificate() {
            clientCertificate = false;
            return this;
        }

        public FakeSwarm start() {
            try {
                return new FakeSwarm(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    // ------------------------------------------------------------------------------------------ where it is

    /** As it is given to {@code --swarm}. */
    public String endpoint() {
        return unixPath != null ? "unix://" + unixPath : "tcp://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Read by its plain endpoint, source auto, five seconds. */
    public SwarmConfig config() {
        return new SwarmConfig(List.of(endpoint()), null, !secure, null, Duration.ofSeconds(5));
    }

    // ------------------------------------------------------------------------------------------ the model

    /** Adds an element, or replaces the one with its id. */
    public synchronized FakeSwarm add(Element element) {
        ObjectNode json = element.json();
        String id = json.path(json.has("Id") ? "Id" : "ID").asText();
        model.computeIfAbsent(element.getClass(), kind -> new LinkedHashMap<>()).put(id, json.deepCopy());
        return this;
    }

    /** Removes the element with this id, whatever it is. */
    public synchronized FakeSwarm remove(String id) {
        model.values().forEach(elements -> elements.remove(id));
        return this;
    }

    /** Removes all elements. */
    public synchronized FakeSwarm clear() {
        model.clear();
        return this;
    }

    /** It knows from now on what that manager knows now, and nothing of what comes after: managers lag behind their leader. */
    public FakeSwarm learn(FakeSwarm leader) {
        Map<Class<?>, Map<String, ObjectNode>> known = leader.known();
        synchronized (this) {
            model.clear();
            model.putAll(known);
        }
        return this;
    }

    private synchronized Map<Class<?>, Map<String, ObjectNode>> known() {
        Map<Class<?>, Map<String, ObjectNode>> known = new HashMap<>();
        model.forEach((kind, elements) -> {
            Map<String, ObjectNode> copies = new LinkedHashMap<>();
            elements.forEach((id, element) -> copies.put(id, element.deepCopy()));
            known.put(kind, copies);
        });
        return known;
    }

    /** A JSON body that is answered at this path (without its query) from now on, instead of what the model says. */
    public synchronized FakeSwarm body(String path, String json) {
        bodies.put(path, json);
        return this;
    }

    /** A body from a resource below {@code /docker/}: {@code recorded("/info", "20.10/swarm/info.json")}. */
    public FakeSwarm recorded(String path, String resource) {
        return body(path, recorded(resource));
    }

    /** Recorded bodies of {@code /tasks}: of those desired to run, and of those to be stopped. */
    public synchronized FakeSwarm recordedTasks(String running, String draining) {
        bodies.put("/tasks", recorded(running));
        bodies.put("/tasks to be stopped", recorded(draining));
        return this;
    }

    static String recorded(String resource) {
        try (InputStream in = FakeSwarm.class.getResourceAsStream("/docker/" + resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It is now the manager of a Swarm; the default. */
    public synchronized FakeSwarm manager() {
        info = managerInfo();
        return this;
    }

    /** It is now a plain engine. */
    public FakeSwarm engine() {
        return swarmState("inactive", false);
    }

    /** It is now in this state: {@code inactive}, {@code pending}, {@code active}, {@code error}, {@code locked}. */
    public synchronized FakeSwarm swarmState(String localNodeState, boolean controlAvailable) {
        ObjectNode swarm = info.putObject("Swarm");
        swarm.put("NodeID", "").put("NodeAddr", "").put("LocalNodeState", localNodeState);
        swarm.put("ControlAvailable", controlAvailable).put("Error", "");
        return this;
    }

    /**
     * Whether the managers have lost their leader. Such a one still calls itself a manager that can be asked, lists no
     * networks but its own, and refuses all else. (Synthetic: nobody has recorded one.)
     */
    public synchronized FakeSwarm leaderLost(boolean lost) {
        leaderLost = lost;
        return this;
    }

    /** The answer of {@code /info}, to be changed at will by the function. */
    public synchronized FakeSwarm info(java.util.function.Consumer<ObjectNode> change) {
        change.accept(info);
        return this;
    }

    private static ObjectNode managerInfo() {
        ObjectNode info = JSON.createObjectNode();
        info.put("ID", "ENGN:FAKE")
                .put("Name", "fake-host")
                .put("ServerVersion", "28.0.0")
                .put("Containers", 0);
        ObjectNode swarm = info.putObject("Swarm");
        swarm.put("NodeID", "n1").put("NodeAddr", "192.0.2.11").put("LocalNodeState", "active");
        swarm.put("ControlAvailable", true).put("Error", "");
        swarm.putArray("RemoteManagers").addObject().put("NodeID", "n1").put("Addr", "192.0.2.11:2377");
        swarm.putObject("Cluster").put("ID", "fake-cluster");
        return info;
    }

    // ------------------------------------------------------------------------------------------ the script

    /** Every request for this path (without its query) goes wrong from now on. */
    public synchronized FakeSwarm fault(String path, Fault fault) {
        faults.put(path, fault);
        return this;
    }

    /** The next request for this path goes wrong; those after it as {@link #fault} says. */
    public synchronized FakeSwarm faultOnce(String path, Fault fault) {
        faultsOnce.computeIfAbsent(path, key -> new ArrayDeque<>()).add(fault);
        return this;
    }

    /** Everything goes well from now on; what hangs goes on hanging. */
    public synchronized FakeSwarm heal() {
        faults.clear();
        faultsOnce.clear();
        return this;
    }

    /** An event to every open stream. */
    public FakeSwarm emit(String type, String action) {
        long now = System.currentTimeMillis() / 1000;
        return emitRaw("{\"Type\":\"" + type + "\",\"Action\":\"" + action
                + "\",\"Actor\":{\"ID\":\"x\",\"Attributes\":{}},\"scope\":\"swarm\",\"time\":" + now + "}\n");
    }

    /** Any text to every open stream of events. */
    public FakeSwarm emitRaw(String text) {
        for (Connection stream : eventStreams) {
            try {
                stream.chunk(text.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                stream.close();
            }
        }
        return this;
    }

    /** Ends every open stream of events as an engine that stops does: cleanly. */
    public FakeSwarm endEventStreams() {
        for (Connection stream : eventStreams) {
            try {
                stream.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // It is closed either way.
            }
            stream.close();
        }
        return this;
    }

    // ------------------------------------------------------------------------------------------ what was asked

    /** Every request so far, as {@code GET /path?query}, in order. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    public synchronized FakeSwarm forgetRequests() {
        requests.clear();
        return this;
    }

    public int openConnections() {
        return connections.size();
    }

    public int openEventStreams() {
        return eventStreams.size();
    }

    /** Closes every connection, as an engine that is killed does. It goes on listening. */
    public FakeSwarm dropConnections() {
        connections.forEach(Connection::close);
        return this;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listener.close();
            if (unixPath != null) {
                Files.deleteIfExists(unixPath);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAcceptor();
        dropConnections();
    }

    /** Until it has seen that the listener is closed, it may take one connection more. */
    private void awaitAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ------------------------------------------------------------------------------------------ the server

    private void acceptTcp(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                // As Go's server does: a body behind its head does not wait for the client's acknowledgement.
                socket.setTcpNoDelay(true);
                serve(() -> new Connection(
                        socket,
                        socket.getInputStream(),
                        socket.getOutputStream(),
                        () -> {
                            socket.setSoLinger(true, 0);
                            socket.close();
                        },
                        socket::shutdownOutput));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void acceptUnix(ServerSocketChannel server) {
        while (true) {
            try {
                SocketChannel channel = server.accept();
                serve(() -> new Connection(
                        channel,
                        Channels.newInputStream(channel),
                        Channels.newOutputStream(channel),
                        channel,
                        channel::shutdownOutput));
            } catch (IOException e) {
                return;
            }
        }
    }

    @FunctionalInterface
    private interface Opening {
        Connection open() throws IOException;
    }

    private void serve(Opening opening) {
        daemon("fake-swarm-connection", () -> {
            try (Connection connection = opening.open()) {
                connections.add(connection);
                if (closing.getCount() > 0) {
                    connection.serve();
                }
            } catch (IOException e) {
                // The client went away, or the TLS handshake failed: its business.
            }
        });
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** One connection, kept alive from request to request. */
    private final class Connection implements Closeable {

        private final Closeable socket;
        private final InputStream in;
        private final OutputStream out;
        private final Closeable reset;
        private final Closeable halfClose;

        Connection(Closeable socket, InputStream in, OutputStream out, Closeable reset, Closeable halfClose) {
            this.socket = socket;
            this.in = new BufferedInputStream(in);
            this.out = out;
            this.reset = reset;
            this.halfClose = halfClose;
        }

        void serve() throws IOException {
            String head;
            while ((head = readHead()) != null) {
                String[] request = head.split("\r\n", 2)[0].split(" ");
                if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
                    write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                if (!answer(request[0], request[1])) {
                    return;
                }
            }
        }

        private String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int matched = 0;
            while (matched < 4) {
                int b = in.read();
                if (head.size() == 0 && b == 0x16) {
                    // A TLS handshake: Go's server tells at once that this is no HTTP.
                    return "TLS";
                }
                if (b < 0) {
                    return null;
                }
                head.write(b);
                matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
            }
            return head.toString(StandardCharsets.US_ASCII);
        }

        /** Whether the connection can be used on. */
        private boolean answer(String method, String target) throws IOException {
            int question = target.indexOf('?');
            String path = question < 0 ? target : target.substring(0, question);
            Fault fault = next(method + " " + target, path);
            if (fault instanceof Fault.Never) {
                await(Duration.ofDays(1));
                return false;
            }
            if (fault instanceof Fault.Raw raw) {
                write(raw.bytes().getBytes(StandardCharsets.ISO_8859_1));
                return false;
            }
            if (fault instanceof Fault.Body other) {
                byte[] body = other.body().getBytes(StandardCharsets.UTF_8);
                write(head(other.status(), other.contentType(), body.length, ""));
                write(body);
                return true;
            }
            if (fault instanceof Fault.Endless endless) {
                write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                StringBuilder some = new StringBuilder(endless.start());
                for (int piece = 0; ; piece++) {
                    some.append(endless.piece().apply(piece));
                    if (some.length() > ENDLESS_WRITE) {
                        write(some.toString().getBytes(StandardCharsets.UTF_8));
                        some.setLength(0);
                    }
                }
            }
            if (fault instanceof Fault.WithHeader other) {
                write(head(other.status(), "text/plain", 0, other.header() + "\r\n"));
                return true;
            }
            if (path.equals("/events") && fault == null) {
                streamEvents();
                return false;
            }
            Answer good = FakeSwarm.this.answer(path, query(target, question));
            return deliver(good.status, good.body.getBytes(StandardCharsets.UTF_8), fault);
        }

        private boolean deliver(int status, byte[] body, Fault fault) throws IOException {
            String type = "application/json";
            if (fault == null) {
                write(head(status, type, body.length, ""));
                write(body);
                return true;
            }
            if (fault instanceof Fault.Slow slow) {
                await(slow.before());
                byte[] head = head(status, type, body.length, "");
                drip(head, slow.from() < 0 ? 0 : head.length, slow.pause());
                drip(body, Math.max(0, slow.from()), slow.pause());
                return true;
            }
            if (fault instanceof Fault.Cut cut) {
                write(head(status, type, body.length, ""));
                out.write(body, 0, Math.min(cut.bytes(), body.length));
                out.flush();
                switch (cut.end()) {
                    case CLOSE -> {}
                    case RESET -> reset.close();
                    case HALF_CLOSE -> {
                        halfClose.close();
                        awaitClient();
                    }
                    case SILENCE -> awaitClient();
                }
                return false;
            }
            if (fault instanceof Fault.Pause pause) {
                int first = Math.min(pause.bytes(), body.length);
                write(head(status, type, body.length, ""));
                write(Arrays.copyOf(body, first));
                await(pause.pause());
                write(Arrays.copyOfRange(body, first, body.length));
                return true;
            }
            if (fault instanceof Fault.Chunked chunked) {
                write(("HTTP/1.1 " + status + " OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                int length = Math.min(chunked.bytes(), body.length);
                for (int from = 0; from < length; from += CHUNK) {
                    chunk(Arrays.copyOfRange(body, from, Math.min(from + CHUNK, length)));
                }
                if (chunked.whole()) {
                    write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                return chunked.whole();
            }
            if (fault instanceof Fault.CloseAfter) {
                write(head(status, type, body.length, ""));
                write(body);
                return false;
            }
            if (fault instanceof Fault.WrongLength wrong) {
                write(head(status, type, body.length + wrong.difference(), ""));
                write(body);
                return false;
            }
            if (fault instanceof Fault.Gzip gzip) {
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (GZIPOutputStream packer = new GZIPOutputStream(packed)) {
                    packer.write(body);
                }
                int length = packed.size() - gzip.cut();
                write(head(status, type, length, "Content-Encoding: gzip\r\n"));
                out.write(packed.toByteArray(), 0, length);
                out.flush();
                return true;
            }
            if (fault instanceof Fault.UntilClose until) {
                write(("HTTP/1.1 " + status + " OK\r\nContent-Type: " + type + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(body, 0, Math.min(until.bytes(), body.length));
                out.flush();
                return false;
            }
            throw new IllegalStateException("unknown fault " + fault);
        }

        private void drip(byte[] bytes, int from, Duration pause) throws IOException {
            out.write(bytes, 0, Math.min(from, bytes.length));
            out.flush();
            for (int i = from; i < bytes.length; i++) {
                await(pause);
                out.write(bytes[i]);
                out.flush();
            }
        }

        private void streamEvents() throws IOException {
            write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            eventStreams.add(this);
            awaitClient();
        }

        /** Nothing more is to come from the client: this waits for it to go away. */
        private void awaitClient() throws IOException {
            while (in.read() >= 0) {
                continue;
            }
        }

        void chunk(byte[] bytes) throws IOException {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream();
            chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunk.writeBytes(bytes);
            chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            write(chunk.toByteArray());
        }

        private synchronized void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        private byte[] head(int status, String type, int length, String more) {
            return ("HTTP/1.1 " + status + " X\r\nApi-Version: 1.41\r\nContent-Type: " + type + "\r\nContent-Length: "
                            + length + "\r\n" + more + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        /** Waits without sleeping: the end of the test ends it. */
        private void await(Duration pause) throws IOException {
            try {
                if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new IOException("closing");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            connections.remove(this);
            eventStreams.remove(this);
            try {
                socket.close();
            } catch (IOException e) {
                // Closed is closed.
            }
        }
    }

    private synchronized Fault next(String request, String path) {
        requests.add(request);
        Deque<Fault> once = faultsOnce.get(path);
        return once != null && !once.isEmpty() ? once.poll() : faults.get(path);
    }

    private static Map<String, String> query(String target, int question) {
        Map<String, String> query = new HashMap<>();
        if (question >= 0) {
            for (String pair : target.substring(question + 1).split("&")) {
                int equals = pair.indexOf('=');
                query.put(
                        equals < 0 ? pair : pair.substring(0, equals),
                        equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    // ------------------------------------------------------------------------------------------ the answers

    private static final String NO_LEADER = "{\"message\":\"rpc error: code = Unknown desc = The swarm does not have a"
            + " leader. It's possible that too few managers are online. Make sure more than half of the managers are"
            + " online.\"}\n";

    private record Answer(int status, String body) {}

    private synchronized Answer answer(String path, Map<String, String> query) throws IOException {
        String stopped = path + " to be stopped";
        if (bodies.containsKey(stopped) && query.getOrDefault("filters", "").contains("shutdown")) {
            return new Answer(200, bodies.get(stopped));
        }
        if (bodies.containsKey(path)) {
            return new Answer(200, bodies.get(path));
        }
        boolean manager = info.path("Swarm").path("ControlAvailable").asBoolean();
        if (leaderLost && Set.of("/services", "/tasks", "/nodes").contains(path)) {
            return new Answer(500, NO_LEADER);
        }
        if (leaderLost && path.equals("/networks")) {
            return new Answer(200, "[]\n");
        }
        return switch (path) {
            case "/info" -> new Answer(200, info + "\n");
            case "/_ping" -> new Answer(200, "OK");
            case "/containers/json" -> list(elements(ContainerElement.class));
            case "/networks" -> list(elements(NetworkElement.class));
            case "/services" -> manager ? list(services(query.containsKey("status"))) : notManager();
            case "/nodes" -> manager ? list(elements(NodeElement.class)) : notManager();
            case "/tasks" -> manager ? tasks(JSON.readTree(query.getOrDefault("filters", "{}"))) : notManager();
            default -> new Answer(404, "{\"message\":\"page not found\"}\n");
        };
    }

    private static Answer notManager() {
        return new Answer(
                503,
                "{\"message\":\"This node is not a swarm manager. Use \\\"docker swarm init\\\" or \\\"docker swarm join\\\" to"
                        + " connect this node to swarm and try again.\"}\n");
    }

    private static Answer list(Iterable<ObjectNode> elements) {
        ArrayNode list = JSON.createArrayNode();
        elements.forEach(list::add);
        return new Answer(200, list + "\n");
    }

    private List<ObjectNode> elements(Class<? extends Element> kind) {
        return List.copyOf(model.getOrDefault(kind, Collections.emptyMap()).values());
    }

    private List<ObjectNode> services(boolean withStatus) {
        List<ObjectNode> services = new ArrayList<>();
        for (ObjectNode service : elements(ServiceElement.class)) {
            ObjectNode copy = service.deepCopy();
            if (!withStatus) {
                copy.remove("ServiceStatus");
            } else if (!copy.has("ServiceStatus")) {
                JsonNode replicas =
                        copy.path("Spec").path("Mode").path("Replicated").path("Replicas");
                int running = 0;
                int desired = 0;
                for (ObjectNode task : elements(TaskElement.class)) {
                    if (task.path("ServiceID").equals(copy.path("ID"))) {
                        running += task.path("Status").path("State").asText().equals("running") ? 1 : 0;
                        desired += task.path("DesiredState").asText().equals("running") ? 1 : 0;
                    }
                }
                ObjectNode status = copy.putObject("ServiceStatus");
                status.put("RunningTasks", running)
                        .put("DesiredTasks", replicas.asInt(desired))
                        .put("CompletedTasks", 0);
            }
            services.add(copy);
        }
        return services;
    }

    private Answer tasks(JsonNode filters) {
        for (JsonNode service : filters.path("service")) {
            if (!model.getOrDefault(ServiceElement.class, Map.of()).containsKey(service.asText())) {
                return new Answer(404, "{\"message\":\"service " + service.asText() + " not found\"}\n");
            }
        }
        List<ObjectNode> tasks = new ArrayList<>();
        for (ObjectNode task : elements(TaskElement.class)) {
            if (passes(filters.path("desired-state"), task.path("DesiredState").asText())
                    && passes(filters.path("service"), task.path("ServiceID").asText())) {
                tasks.add(task);
            }
        }
        return list(tasks);
    }

    private static boolean passes(JsonNode wanted, String value) {
        if (wanted.isEmpty()) {
            return true;
        }
        for (JsonNode one : wanted) {
            if (one.asText().equalsIgnoreCase(value)) {
                return true;
            }
        }
        return false;
    }
}
