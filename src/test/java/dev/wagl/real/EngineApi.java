package dev.wagl.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** An engine's API, as it answers; for tests that ask too often for the docker command line. */
final class EngineApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DockerHttpClient http;

    EngineApi(Dockerd dockerd) {
        http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(URI.create(dockerd.host()))
                .build();
    }

    JsonNode get(String path) {
        Request request =
                Request.builder().method(Request.Method.GET).path(path).build();
        try (Response response = http.execute(request)) {
            JsonNode body = JSON.readTree(response.getBody());
            if (response.getStatusCode() != 200) {
                throw new AssertionError(path + ": " + response.getStatusCode() + " " + body);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
