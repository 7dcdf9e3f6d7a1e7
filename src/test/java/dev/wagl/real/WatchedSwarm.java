package dev.wagl.real;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real Swarm with wagl, Prometheus and some services, by the stack files as they stand but for the time they take. */
final class WatchedSwarm implements AutoCloseable {

    /** Its services that are in no node's own network. */
    static final List<String> SERVICES =
            List.of("wagl_prometheus", "wagl_grafana", "api", "door", "udp", "each", "wrong");

    private final Machine machine;
    private final Manager manager;
    private LocalUpstream upstream = LocalUpstream.start();

    private WatchedSwarm(Machine machine) {
        this.machine = machine;
        this.manager = Manager.init(machine);
    }

    static WatchedSwarm start() throws IOException {
        WatchedSwarm swarm = new WatchedSwarm(Machines.machine(23, "watched"));
        try {
            swarm.bringUp();
            return swarm;
        } catch (IOException | RuntimeException | Error e) {
            swarm.close();
            throw e;
        }
    }

    private void bringUp() throws IOException {
        Dockerd dockerd = manager.dockerd();
        Images.web(dockerd);
        Images.prometheus(dockerd);
        Images.wagl(dockerd);
        Path folder = machine.directory();
        Path hurried = Files.writeString(folder.resolve("hurried.yml"), HurriedMonitoring.stackFile(folder));
        deploy("deploy/swarm/stack-monitoring.yml", hurried.toString(), "deploy/swarm/stack.yml");
        services();
    }

    void deploy(String... files) {
        manager.deploy(
                List.of(files),
                "WAGL_IMAGE=" + Images.WAGL,
                "WAGL_NS=" + LocalUpstream.ADDRESS,
                "PROMETHEUS_IMAGE=" + Images.PROMETHEUS,
                // Grafana is in no distribution.
                "GRAFANA_IMAGE=" + Images.WEB,
                "GRAFANA_PASSWORD=secret");
    }

    private void services() {
        manager.network("other");
        manager.service(
                "api",
                List.of(
                        "-l",
                        "dns.service=api",
                        "-l",
                        "prometheus-job=api",
                        "-l",
                        "prometheus-port=80",
                        "-l",
                        "a.label/with=\"odd\" octets",
                        "--container-label",
                        "in.container=yes",
                        "--replicas=2",
                        "--network=wagl_monitoring",
                        "--network=other",
                        "--publish=published=25081,target=80"),
                List.of("sh", "-c", "echo sold 3 > /www/metrics; exec /bin/server"));
        manager.service("door", "-l", "dns.service=door", "--publish=mode=host,target=80");
        manager.service("udp", "--publish=mode=host,target=53,published=25082,protocol=udp", "--network=other");
        manager.service("each", "--mode=global", "--network=other");
        manager.service("wrong", "-l", "dns.service=not_legal");
    }

    Machine machine() {
        return machine;
    }

    Manager manager() {
        return manager;
    }

    /** The Prometheus of the stack, as seen from its own network. */
    Prometheus prometheus() {
        String container =
                manager.container(manager.running("wagl_prometheus", 1).get(0));
        String pid = manager.inspect("container", container, "{{.State.Pid}}");
        return new Prometheus(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"), "http://127.0.0.1:9090");
    }

    String waglContainer() {
        return manager.container(manager.running("wagl_wagl", 1).get(0));
    }

    String waglAddress() {
        return manager.inspect("container", waglContainer(), "{{.NetworkSettings.Networks.bridge.IPAddress}}");
    }

    // ------------------------------------------------------------------------------------------------ what befalls it

    void endUpstream() {
        upstream.close();
    }

    void startUpstream() {
        upstream = LocalUpstream.start();
    }

    /** Starts another wagl with another zone, which Prometheus takes for a replica. */
    void startAnother() {
        manager.docker(
                "service",
                "create",
                "-d",
                "--no-resolve-image",
                "--name=another",
                "--user=0:0",
                "--network=wagl_monitoring",
                "--mount=type=bind,src=/var/run/docker.sock,dst=/var/run/docker.sock,ro",
                "--env=WAGL_DOMAIN=another",
                "--label=prometheus-job=wagl",
                "--label=prometheus-port=8080",
                "--label=prometheus-path=/q/metrics",
                Images.WAGL);
    }

    /** More than the kernel keeps for a process that does not take it, and more than one client may ask. */
    void burst() {
        Command.of(Crowd.line(machine.address(), 53, 20_000, 0)).output();
    }

    /** Queries for names of the zone, 400 a second. */
    void ask(Duration time) throws IOException {
        Path questions = machine.directory().resolve("questions");
        Files.writeString(questions, "api.swarm A\nns.swarm A\nnobody.swarm A\n");
        Command.of(
                        "dnsperf",
                        "-s",
                        machine.address(),
                        "-d",
                        questions.toString(),
                        "-l",
                        Long.toString(time.toSeconds()),
                        "-t",
                        "1",
                        "-Q",
                        "400")
                .output();
    }

    @Override
    public void close() {
        manager.dockerd().close();
        upstream.close();
    }
}
