package dev.wagl;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** An endpoint where nobody listens until the test does. What the resource is initialised with are further settings. */
public final class SilentEndpoint implements QuarkusTestResourceLifecycleManager {

    private final Map<String, String> settings = new HashMap<>(Map.of("wagl.external", "false"));
    private ClosedPort port;

    @Override
    public void init(Map<String, String> further) {
        settings.putAll(further);
    }

    @Override
    public Map<String, String> start() {
        try {
            port = ClosedPort.tcp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        settings.put("wagl.swarm", "tcp://127.0.0.1:" + port.number());
        return settings;
    }

    @Override
    public void stop() {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
