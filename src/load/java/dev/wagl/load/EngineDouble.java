package dev.wagl.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** The engine API of a Swarm in which nothing ever happens: the same lists each time, and a stream without an event. */
final class EngineDouble {

    private static final Map<String, byte[]> BODIES = Map.of(
            "/_ping", utf8("OK"),
            "/info", utf8(Cluster.info()),
            "/nodes", utf8(Cluster.nodes()),
            "/networks", utf8(Cluster.networks()),
            "/services", utf8(Cluster.services()),
            "/tasks", utf8(Cluster.tasks()));

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private EngineDouble() {}

    /** Serves at the loopback port that is named, until it is killed. */
    public static void main(String[] args) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, Integer.parseInt(args[0])), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", EngineDouble::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().replaceFirst("^/v[0-9.]+", "");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (path.equals("/events")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                NEVER.await();
            }
            byte[] body = BODIES.getOrDefault(path, utf8("{\"message\":\"page not found\"}"));
            exchange.sendResponseHeaders(BODIES.containsKey(path) ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
