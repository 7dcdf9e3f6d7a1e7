package dev.wagl.http;

import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.SwarmJson;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** An engine that the page's tests change as they go. What it does not tell by an event stays as it was read. */
public final class PageEngine implements QuarkusTestResourceLifecycleManager {

    private FakeSwarm swarm;

    @Override
    public Map<String, String> start() {
        swarm = FakeSwarm.builder().start();
        swarm.add(SwarmJson.node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(SwarmJson.node("n2", "10.0.0.12"))
                .add(service("api", "api").label("dns.domain", "billing").replicas(2))
                .add(SwarmJson.task("t1", "api", 1, "n1").hostPort(8080, 80))
                .add(SwarmJson.task("t2", "api", 2, "n2").hostPort(8080, 80))
                .add(service("idle", "idle").replicas(3))
                .add(service("shop_web", "no name!").replicas(0));
        return Map.of("wagl.swarm", swarm.endpoint(), "wagl.refresh", "10m", "wagl.external", "false");
    }

    static SwarmJson.ServiceElement service(String name, String published) {
        return SwarmJson.service(name).label("dns.service", published).hostPort(8080, 80);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(swarm, new TestInjector.MatchesType(FakeSwarm.class));
    }

    @Override
    public void stop() {
        swarm.close();
    }
}
