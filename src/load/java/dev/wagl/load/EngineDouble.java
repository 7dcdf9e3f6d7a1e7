package dev.wagl.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The engine API of a Swarm in which nothing happens by itself: the same lists each time, and a stream without an event. Three
 * paths are not Docker's: {@code /load/burst} has a thousand tasks replaced within a second and tells what the last one
 * became; {@code /load/changes?N} has N tasks replaced, one every 250 ms; {@code /load/sent} tells how many requests and octets of
 * bodies there were.
 */
final class EngineDouble {

    private static final int BURST = 1_000;
    private static final long BURST_NANOS = 1_000_000;
    private static final long CHANGES_NANOS = 250_000_000;

    private static final Map<String, byte[]> BODIES = Map.of(
            "/_ping", utf8("OK"),
            "/info", utf8(Cluster.info()),
            "/nodes", utf8(Cluster.nodes()),
            "/networks", utf8(Cluster.networks()));

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final byte[][] services = IntStream.range(0, Cluster.SERVICES)
            .mapToObj(service -> utf8(Cluster.service(service, 100 + service)))
            .toArray(byte[][]::new);

    private final byte[][] tasks = IntStream.range(0, Cluster.SERVICES * Cluster.TASKS)
            .mapToObj(number -> utf8(Cluster.task(number, 0, 2000 + number)))
            .toArray(byte[][]::new);

    private final Set<OutputStream> events = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong octets = new AtomicLong();
    private int generation;
    private long version = 100_000;

    private EngineDouble() {}

    /** Serves at the loopback port that is named, until it is killed. */
    public static void main(String[] args) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, Integer.parseInt(args[0])), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", new EngineDouble()::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().replaceFirst("^/v[0-9.]+", "");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            switch (path) {
                case "/events" -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().flush();
                    events.add(exchange.getResponseBody());
                    NEVER.await();
                }
                case "/services" -> list(exchange, services);
                case "/tasks" -> list(exchange, tasks);
                case "/load/sent" -> body(exchange, 200, utf8(requests + " " + octets));
                case "/load/burst" -> body(exchange, 200, utf8(change(BURST, BURST_NANOS)));
                case "/load/changes" ->
                    body(
                            exchange,
                            200,
                            utf8(change(
                                    Integer.parseInt(exchange.getRequestURI().getQuery()), CHANGES_NANOS)));
                default -> {
                    byte[] body = BODIES.getOrDefault(path, utf8("{\"message\":\"page not found\"}"));
                    count(body.length);
                    body(exchange, BODIES.containsKey(path) ? 200 : 404, body);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void body(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void count(long length) {
        requests.incrementAndGet();
        octets.addAndGet(length);
    }

    /** As the engine does it: what is listed is one moment's. */
    private void list(HttpExchange exchange, byte[][] elements) throws IOException {
        byte[][] now;
        synchronized (this) {
            now = elements.clone();
        }
        long length = 1;
        for (byte[] element : now) {
            length += element.length + 1;
        }
        count(length);
        exchange.sendResponseHeaders(200, length);
        OutputStream body = new BufferedOutputStream(exchange.getResponseBody(), 64 << 10);
        int separator = '[';
        for (byte[] element : now) {
            body.write(separator);
            body.write(element);
            separator = ',';
        }
        body.write(']');
        body.flush();
    }

    /** A task each time, each of the next service, and its service's event. Returns when the last was (Unix ms), its name, its address. */
    private String change(int changes, long eachNanos) throws IOException {
        long start = System.nanoTime();
        int number = 0;
        generation++;
        for (int change = 0; change < changes; change++) {
            int service = change % Cluster.SERVICES;
            number = service * Cluster.TASKS + change / Cluster.SERVICES % Cluster.TASKS;
            synchronized (this) {
                version++;
                tasks[number] = utf8(Cluster.task(number, generation, version));
                services[service] = utf8(Cluster.service(service, version));
            }
            emit(service);
            LockSupport.parkNanos(start + (change + 1) * eachNanos - System.nanoTime());
        }
        return System.currentTimeMillis() + " " + (number % Cluster.TASKS + 1) + ".svc" + number / Cluster.TASKS
                + ".load.swarm " + Cluster.taskAddress(number, generation);
    }

    private void emit(int service) {
        byte[] event = utf8("{\"Type\":\"service\",\"Action\":\"update\",\"Actor\":{\"ID\":\"service" + service
                + "\",\"Attributes\":{}},\"scope\":\"swarm\"}\n");
        for (OutputStream stream : events) {
            try {
                stream.write(event);
                stream.flush();
            } catch (IOException e) {
                events.remove(stream);
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
