package dev.wagl.real;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

/**
 * A Swarm of one node with wagl deployed by stack.yml as it stands and two overlay networks, {@code front} and {@code back}.
 * Started once, shared by the test classes of a run, ended with it.
 */
final class OneManager {

    static final String NAME = "solo";

    private static final Duration HEALTHY = Duration.ofMinutes(2);

    private static Manager deployed;

    private OneManager() {}

    static synchronized Manager deployed() {
        if (deployed == null) {
            Manager manager = Manager.init(Machines.machine(11, NAME));
            Images.web(manager.dockerd());
            Images.wagl(manager.dockerd());
            manager.network("front");
            manager.network("back");
            // Nobody listens there: nothing of these tests leaves their own networks.
            manager.deploy("deploy/swarm/stack.yml", "WAGL_IMAGE=" + Images.WAGL, "WAGL_NS=" + LocalUpstream.ADDRESS);
            await().alias("wagl is healthy")
                    .atMost(HEALTHY)
                    .until(() -> health(manager).equals("healthy"));
            deployed = manager;
        }
        return deployed;
    }

    /** What Docker thinks of wagl's container. */
    static String health(Manager manager) {
        List<String> containers = manager.dockerd()
                .command("ps", "-q", "--filter", "label=com.docker.swarm.service.name=wagl_wagl")
                .run()
                .lines();
        return containers.isEmpty()
                ? "none"
                : manager.inspect("container", containers.get(0), "{{.State.Health.Status}}");
    }
}
