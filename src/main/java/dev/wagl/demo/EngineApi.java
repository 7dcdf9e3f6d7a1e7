package dev.wagl.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The engine's HTTP API, the part that is read: routes, versions, status codes, headers. */
final class EngineApi implements HttpHandler {

    private static final Pattern VERSION = Pattern.compile("/v(\\d+)\\.(\\d+)(/.*)");
    private static final int MAJOR = 1;
    private static final int MIN_MINOR = 12;
    private static final int MAX_MINOR = 41;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterModel model;
    private final EngineJson json;
    private final EngineInfo info;
    private final EngineLists lists;

    EngineApi(ClusterModel model) {
        this.model = model;
        this.json = new EngineJson(model);
        this.info = new EngineInfo(model);
        this.lists = new EngineLists(model, json);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers(exchange);
            try {
                route(exchange);
            } catch (ApiError e) {
                var message = JSON.createObjectNode().put("message", e.getMessage());
                send(exchange, e.status, "application/json", JSON.writeValueAsBytes(message));
            }
        }
    }

    private static void headers(HttpExchange exchange) {
        var headers = exchange.getResponseHeaders();
        headers.set("Api-Version", EngineInfo.API_VERSION);
        headers.set("Docker-Experimental", "false");
        headers.set("Ostype", "linux");
        headers.set("Server", "Docker/" + EngineInfo.ENGINE_VERSION + " (linux)");
    }

    private void route(HttpExchange exchange) throws IOException {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            throw new ApiError(405, "the demo cluster is only read, not " + method);
        }
        var path = unversioned(exchange.getRequestURI().getPath());
        var query = Query.parse(exchange.getRequestURI().getRawQuery());
        if (path.equals("/_ping")) {
            ping(exchange);
        } else if (path.equals("/events")) {
            events(exchange, query);
        } else {
            send(exchange, 200, "application/json", model.read(() -> bytes(answer(path, query))));
        }
    }

    /** The path without its version, which has to be one that an engine of this version speaks. */
    private static String unversioned(String path) {
        var matcher = VERSION.matcher(path);
        if (!matcher.matches()) {
            return path;
        }
        int major = number(matcher.group(1));
        int minor = number(matcher.group(2));
        var asked = major + "." + minor;
        if (major > MAJOR || major == MAJOR && minor > MAX_MINOR) {
            throw new ApiError(
                    400,
                    "client version " + asked + " is too new. Maximum supported API version is "
                            + EngineInfo.API_VERSION);
        }
        if (major < MAJOR || minor < MIN_MINOR) {
            throw new ApiError(
                    400,
                    "client version " + asked + " is too old. Minimum supported API version is "
                            + EngineInfo.MIN_API_VERSION
                            + ", please upgrade your client to a newer version");
        }
        return matcher.group(3);
    }

    private static int number(String digits) {
        return digits.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private JsonNode answer(String path, Query query) {
        var parts = path.substring(1).split("/", -1);
        if (parts.length == 1) {
            var filters = Filters.parse(query.value("filters"));
            return switch (parts[0]) {
                case "version" -> info.version();
                case "info" -> info.info();
                case "services" -> lists.services(filters, query.isTrue("status"));
                case "tasks" -> lists.tasks(filters);
                case "nodes" -> lists.nodes(filters);
                case "networks" -> lists.networks(filters);
                default -> throw new ApiError(404, "page not found");
            };
        }
        if (parts.length == 2 && !parts[1].isEmpty()) {
            return switch (parts[0]) {
                case "services" -> json.service(lists.service(parts[1]), false);
                case "tasks" -> json.task(lists.task(parts[1]));
                case "nodes" -> json.node(lists.node(parts[1]));
                case "networks" -> json.network(lists.network(parts[1]));
                default -> throw new ApiError(404, "page not found");
            };
        }
        throw new ApiError(404, "page not found");
    }

    private static void ping(HttpExchange exchange) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-cache, no-store, must-revalidate");
        headers.set("Pragma", "no-cache");
        send(exchange, 200, "text/plain; charset=utf-8", "OK".getBytes(StandardCharsets.US_ASCII));
    }

    private void events(HttpExchange exchange, Query query) throws IOException {
        try (var stream = new EventStream(model, json, query)) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            stream.writeTo(exchange.getResponseBody());
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
