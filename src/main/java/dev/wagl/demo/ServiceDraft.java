package dev.wagl.demo;

import dev.wagl.demo.ServiceSpec.Container;
import dev.wagl.demo.ServiceSpec.Mode;
import dev.wagl.demo.ServiceSpec.Port;
import dev.wagl.demo.ServiceSpec.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A service spec that is being written: the flags of {@code docker service create} and {@code update}. */
final class ServiceDraft {

    private final String name;
    private Mode mode = Mode.REPLICATED;
    private int replicas = 1;
    private final Map<String, String> labels = new TreeMap<>();
    private List<String> networks = List.of();
    private final List<Port> ports = new ArrayList<>();
    private boolean virtualIp = true;
    private Update update;

    private String image;
    private final Map<String, String> containerLabels = new TreeMap<>();
    private String constraint;
    private Duration untilHealthy;
    private Duration untilStopped = Duration.ofMillis(900);
    private Duration lifetime;
    private int exitCode;
    private Duration restartDelay = Duration.ofSeconds(5);
    private int runs;

    private ServiceDraft(String name) {
        this.name = name;
    }

    static ServiceDraft create(String name, String image) {
        return new ServiceDraft(name).image(image);
    }

    static ServiceDraft update(ServiceSpec spec) {
        var draft = new ServiceDraft(spec.name());
        draft.mode = spec.mode();
        draft.replicas = spec.replicas();
        draft.labels.putAll(spec.labels());
        draft.networks = spec.networks();
        draft.ports.addAll(spec.ports());
        draft.virtualIp = spec.virtualIp();
        draft.update = spec.update();
        draft.image = spec.container().image();
        draft.containerLabels.putAll(spec.container().labels());
        draft.constraint = spec.container().constraint();
        draft.untilHealthy = spec.container().untilHealthy();
        draft.untilStopped = spec.container().untilStopped();
        draft.lifetime = spec.container().lifetime();
        draft.exitCode = spec.container().exitCode();
        draft.restartDelay = spec.container().restartDelay();
        draft.runs = spec.container().runs();
        return draft;
    }

    ServiceSpec spec() {
        var container = new Container(
                image,
                Map.copyOf(containerLabels),
                constraint,
                untilHealthy,
                untilStopped,
                lifetime,
                exitCode,
                restartDelay,
                runs);
        return new ServiceSpec(name, mode, replicas, labels, networks, ports, virtualIp, update, container);
    }

    ServiceDraft image(String it) {
        image = it;
        return this;
    }

    ServiceDraft replicas(int count) {
        replicas = count;
        return this;
    }

    ServiceDraft global() {
        mode = Mode.GLOBAL;
        return this;
    }

    /** A job that takes so long and is then complete. */
    ServiceDraft job(Duration takes) {
        mode = Mode.JOB;
        lifetime = takes;
        return this;
    }

    /** {@code --force} on a job: run it again. */
    ServiceDraft again() {
        runs++;
        return this;
    }

    ServiceDraft label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    ServiceDraft containerLabel(String key, String value) {
        containerLabels.put(key, value);
        return this;
    }

    ServiceDraft networks(String... names) {
        networks = List.of(names);
        return this;
    }

    ServiceDraft ingressPort(int published, int target, String protocol) {
        ports.add(new Port(null, protocol, target, published, true));
        return this;
    }

    ServiceDraft hostPort(int published, int target, String protocol) {
        ports.add(new Port(null, protocol, target, published, false));
        return this;
    }

    ServiceDraft namedHostPort(String portName, int published, int target) {
        ports.add(new Port(portName, "tcp", target, published, false));
        return this;
    }

    /** {@code --endpoint-mode dnsrr}. */
    ServiceDraft withoutVirtualIp() {
        virtualIp = false;
        return this;
    }

    ServiceDraft updates(boolean startFirst, Duration delay) {
        update = new Update(startFirst, delay, Update.DEFAULT.monitor());
        return this;
    }

    ServiceDraft constraint(String it) {
        constraint = it;
        return this;
    }

    ServiceDraft healthyAfter(Duration time) {
        untilHealthy = time;
        return this;
    }

    ServiceDraft stopsAfter(Duration time) {
        untilStopped = time;
        return this;
    }

    /** A crash loop: each task ends with exit code 1 so long after its start. */
    ServiceDraft crashesAfter(Duration time) {
        lifetime = time;
        exitCode = 1;
        return this;
    }
}
