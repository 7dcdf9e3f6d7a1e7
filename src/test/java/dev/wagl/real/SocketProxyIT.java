package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** wagl behind the read-only proxy, by stack-proxy.yml as it stands: without root, without the engine's socket. */
@RealEngine
class SocketProxyIT {

    private static Manager manager;
    private static Machine machine;

    @BeforeAll
    static void deploy() {
        machine = Machines.machine(14, "guarded");
        manager = Manager.init(machine);
        Images.web(manager.dockerd());
        Images.haproxy(manager.dockerd());
        Images.wagl(manager.dockerd());
        manager.deploy(
                "deploy/swarm/stack-proxy.yml",
                "WAGL_IMAGE=" + Images.WAGL,
                "WAGL_PROXY_IMAGE=" + Images.HAPROXY,
                "WAGL_NS=" + LocalUpstream.ADDRESS);
        manager.running("wagl_docker-api", 1);
    }

    @AfterAll
    static void stop() {
        if (manager != null) {
            manager.dockerd().close();
        }
    }

    @Test
    void waglIsHealthyWithoutRootAndFollowsTheSwarm() {
        String container = manager.container(manager.running("wagl_wagl", 1).get(0));
        Dig dig = Dig.at(machine);

        assertThat(manager.inspect("container", container, "{{.Config.User}} {{.HostConfig.CapDrop}}"))
                .isEqualTo("65532:65532 [ALL]");
        assertThat(manager.inspect("container", container, "{{range .Mounts}}{{.Destination}} {{end}}"))
                .isEqualTo("/run/docker-api");
        manager.service("web", "-l", "dns.service=web", "--publish", "mode=host,published=25080,target=80");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() ->
                        assertThat(dig.rdata("_web._tcp.swarm", "SRV")).containsExactly("1 1 25080 1.web.swarm."));
        // The stream of events passes, too: a change is seen long before the next full refresh.
        manager.update("web", "--label-add", "dns.service=moved");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(dig.rdata("moved.swarm", "A")).containsExactly(machine.address()));
        assertThat(manager.docker("service", "logs", "wagl_wagl")).doesNotContain("403");
    }

    /** Asked through the volume's socket, as wagl asks. */
    @ParameterizedTest
    @CsvSource({
        "GET, /_ping, 403",
        "GET, /version, 403",
        "GET, /v1.41/info, 200",
        "GET, /v1.41/services?status=true, 200",
        "GET, /tasks, 200",
        "GET, /nodes, 200",
        "GET, /networks, 200",
        "GET, /containers/json?all=1, 200",
        "POST, /containers/create, 403",
        "POST, /services/create, 403",
        "POST, /containers/json, 403",
        "PUT, /info, 403",
        "DELETE, /networks, 403",
        "HEAD, /info, 403",
        "GET, /secrets, 403",
        "GET, /configs, 403",
        "GET, /swarm, 403",
        "GET, /swarm/unlockkey, 403",
        "GET, /images/json, 403",
        "GET, /containers/json/../x/json, 403",
        "GET, /v1.41/containers/x/json, 403",
        "GET, /v1.41//info, 403",
        "GET, //v1.41/secrets, 403",
        "GET, /%69nfo, 403",
        "GET, /info%00, 403",
        "GET, /, 403"
    })
    void theDoorLetsThroughWhatWaglReadsAndNothingElse(String method, String path, int status) {
        List<String> line =
                new ArrayList<>(List.of("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is"));
        line.addAll(method.equals("HEAD") ? List.of("--head") : List.of("-X", method));
        line.addAll(List.of("--max-time", "5", "--unix-socket", door(), "http://docker" + path));

        assertThat(Command.of(line).output()).isEqualTo(Integer.toString(status));
    }

    private static String door() {
        return manager.docker("volume", "inspect", "-f", "{{.Mountpoint}}", "wagl_docker-api") + "/docker.sock";
    }
}
