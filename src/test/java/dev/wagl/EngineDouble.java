package dev.wagl;

import dev.wagl.forwarding.TestUpstream;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.SwarmJson;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** An engine that a test changes as it goes, with a service of two tasks. Without an event nothing is refreshed while a test runs. */
public final class EngineDouble implements QuarkusTestResourceLifecycleManager {

    private FakeSwarm swarm;
    private TestUpstream upstream;

    @Override
    public Map<String, String> start() {
        swarm = FakeSwarm.builder().start();
        try {
            upstream = TestUpstream.truthful();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        swarm.add(SwarmJson.node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(SwarmJson.node("n2", "10.0.0.12"))
                .add(SwarmJson.service("api")
                        .replicas(2)
                        .label("dns.service", "api")
                        .label("dns.domain", "billing")
                        .hostPort(8080, 80))
                .add(SwarmJson.task("t1", "api", 1, "n1").hostPort(8080, 80))
                .add(SwarmJson.task("t2", "api", 2, "n2").hostPort(8080, 80))
                .add(SwarmJson.service("bad").replicas(0).label("dns.service", "not a name!"));
        return Map.of(
                "wagl.swarm",
                swarm.endpoint(),
                "wagl.refresh",
                "10m",
                "wagl.ns",
                upstream.toString(),
                "wagl.bind",
                "127.0.0.1:0");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(swarm, new TestInjector.MatchesType(FakeSwarm.class));
    }

    @Override
    public void stop() {
        swarm.close();
        upstream.close();
    }
}
