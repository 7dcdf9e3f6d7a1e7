package dev.wagl.swarm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * The engine behind one endpoint, while a connection to it is used. It is only ever asked with GET, in the engine's own
 * default version of the API: paths without a version are the one form that 20.10 and 29 both accept.
 */
final class Engine implements AutoCloseable {

    private static final String INFO = "/info";

    private static final int ERROR_BODY = 64 << 10;

    /** "String value length (2097153) exceeds the maximum allowed (2097152, from ..." */
    private static final Pattern TOO_LONG = Pattern.compile(
            "((?:String value|Name|Document) length) \\([0-9,]+\\) exceeds the maximum allowed \\(([0-9,]+?),? .*");

    private static final Pattern CUT_LITERAL =
            Pattern.compile("Unrecognized token '(t|tr|tru|f|fa|fal|fals|n|nu|nul)'");

    private final EndpointAddress address;
    private final DockerHttpClient http;
    private Allowance allowance = new Allowance(Allowance.ofHeap());
    private Info info;
    private long infoReadAt;

    Engine(EndpointAddress address, DockerHttpClient http) {
        this.address = address;
        this.http = http;
    }

    /** What is read from now on may take this much. */
    void allow(Allowance most) {
        allowance = most;
    }

    EndpointAddress address() {
        return address;
    }

    /** As the user wrote it. */
    String endpoint() {
        return address.text();
    }

    /** What it says of itself; asked again when the last answer is older than {@code maxAge}. */
    Info info(Duration maxAge) throws IOException {
        long now = System.nanoTime();
        if (info == null || now - infoReadAt >= maxAge.toNanos()) {
            info = get(INFO, Info::read);
            infoReadAt = now;
        }
        return info;
    }

    /** Asks for {@code path} and reads the answer to its end; all of it or nothing. */
    <T> T get(String path, Json.Document<T> document) throws IOException {
        try (Response response = execute(path)) {
            return read(path, response, body -> Json.document(body, allowance, document));
        }
    }

    /** Asks for {@code path}, which answers one JSON value after the other, and reads until the engine ends it. */
    void stream(String path, Runnable onOpen, Json.Item item) throws IOException {
        try (Response response = execute(path)) {
            onOpen.run();
            read(path, response, body -> {
                Json.stream(body, item);
                return null;
            });
        }
    }

    private Response execute(String path) throws IOException {
        Response response;
        try {
            response = http.execute(
                    Request.builder().method(Request.Method.GET).path(path).build());
        } catch (RuntimeException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
        if (response.getStatusCode() == 200) {
            return response;
        }
        try (response) {
            throw statusException(path, response);
        }
    }

    @FunctionalInterface
    private interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    private static <T> T read(String path, Response response, BodyReader<T> reader) throws IOException {
        String answer = "its answer to " + withoutQuery(path) + " ";
        try {
            return reader.read(response.getBody());
        } catch (BodyException e) {
            throw new BodyException(answer + e.getMessage());
        } catch (JsonProcessingException e) {
            if (endsInTheMiddle(e)) {
                throw new BodyException(answer + "ends in the middle");
            }
            Matcher tooLong = TOO_LONG.matcher(e.getOriginalMessage());
            if (tooLong.lookingAt()) {
                throw new BodyException(answer + "is not read on: " + tooLong.group(1) + " over " + tooLong.group(2));
            }
            throw new BodyException(
                    answer + "is not Docker's JSON (" + contentType(response) + "): " + e.getOriginalMessage());
        } catch (SocketTimeoutException | SSLException e) {
            throw e;
        } catch (IOException e) {
            throw new BodyException(answer + "broke off: " + withoutCounts(e.getMessage()));
        }
    }

    /** Jackson has three ways to say it, one of them for a literal that is cut. */
    private static boolean endsInTheMiddle(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        return e instanceof JsonEOFException
                || message.startsWith("Unexpected end-of-input")
                || CUT_LITERAL.matcher(message).lookingAt();
    }

    /** "(expected: 1,234; received: 42)" is another text each time, of the same fault: it would be news to the log. */
    private static String withoutCounts(String message) {
        int counts = message == null ? -1 : message.indexOf(" (expected");
        return counts < 0 ? message : message.substring(0, counts);
    }

    /** Docker explains errors with {@code {"message": "..."}}; engines before 1.12, and Go's own server, in plain text. */
    private static StatusException statusException(String path, Response response) throws IOException {
        int status = response.getStatusCode();
        String elsewhere = response.getHeader("Location");
        if (status / 100 == 3 && elsewhere != null) {
            return new StatusException(
                    status,
                    status + " to " + withoutQuery(path) + ": it sends us to " + Listing.quoted(elsewhere)
                            + ", where we do not go; name the engine itself");
        }
        byte[] body = response.getBody().readNBytes(ERROR_BODY);
        String message = null;
        try {
            message = Json.document(new ByteArrayInputStream(body), new Allowance(2 * ERROR_BODY), Engine::message);
        } catch (IOException e) {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            String type = response.getHeader("Content-Type");
            if (!text.isEmpty() && !text.startsWith("<") && (type == null || type.startsWith("text/plain"))) {
                message = text;
            }
        }
        return new StatusException(
                status,
                message != null
                        ? status + ": " + message + doubt(status, path)
                        : status + " to " + withoutQuery(path) + " without a message of Docker's ("
                                + contentType(response) + "): is this the Docker API?");
    }

    /** A 404 with a plain text is what every server of Go's says, and Docker's before 1.12: what was asked for tells them apart. */
    private static String doubt(int status, String path) {
        return status == 404 && path.equals(INFO) ? "; every engine has " + INFO + ": is this the Docker API?" : "";
    }

    private static String message(Json root) throws IOException {
        String[] message = new String[1];
        root.fields((field, value) -> {
            if (field.equals("message")) {
                message[0] = value.text();
            }
        });
        return message[0];
    }

    private static String contentType(Response response) {
        String type = response.getHeader("Content-Type");
        return type == null ? "no content type" : type;
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** Ends what is under way, in whatever thread, and every connection. */
    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException | RuntimeException e) {
            // A connection that breaks while it is closed is as closed as it can be.
            return;
        }
    }
}
