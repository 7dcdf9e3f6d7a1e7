package dev.wagl.real;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A real Swarm manager, through its command line. */
record Manager(Dockerd dockerd) {

    /** Starts an engine on a machine, with these options besides, and a new Swarm on it. */
    static Manager init(Machine machine, String... options) {
        Dockerd dockerd = Dockerd.start(machine, options);
        dockerd.docker("swarm", "init", "--advertise-addr", machine.address());
        return new Manager(dockerd);
    }

    /** Starts an engine on a machine, with these options besides, and joins it to this Swarm, as a manager. */
    Manager join(Machine machine, String... options) {
        return new Manager(join("manager", machine, options));
    }

    /** Starts an engine on a machine and joins it to this Swarm, as a worker. */
    Dockerd worker(Machine machine) {
        return join("worker", machine);
    }

    private Dockerd join(String role, Machine machine, String... options) {
        Dockerd other = Dockerd.start(machine, options);
        String token = dockerd.docker("swarm", "join-token", "-q", role);
        other.docker(
                "swarm",
                "join",
                "--advertise-addr",
                machine.address(),
                "--token",
                token,
                dockerd.machine().address() + ":2377");
        return other;
    }

    Machine machine() {
        return dockerd.machine();
    }

    String docker(String... arguments) {
        return dockerd.docker(arguments);
    }

    void network(String name) {
        docker("network", "create", "--driver", "overlay", name);
    }

    /** {@code docker service create --name NAME OPTIONS... web}. */
    void service(String name, String... options) {
        service(name, List.of(options), List.of());
    }

    /** The same with another command in the container. */
    void service(String name, List<String> options, List<String> command) {
        List<String> arguments = new ArrayList<>(
                List.of("service", "create", "-d", "--no-resolve-image", "--stop-grace-period", "1s", "--name", name));
        arguments.addAll(options);
        arguments.add(Images.WEB);
        arguments.addAll(command);
        docker(arguments.toArray(String[]::new));
    }

    void update(String name, String... options) {
        List<String> arguments = new ArrayList<>(List.of("service", "update", "-d", "--no-resolve-image"));
        arguments.addAll(Arrays.asList(options));
        arguments.add(name);
        docker(arguments.toArray(String[]::new));
    }

    void scale(String name, int replicas) {
        docker("service", "scale", "-d", name + "=" + replicas);
    }

    void remove(String name) {
        docker("service", "rm", name);
    }

    /** IDs of the tasks that run and are to run, once there are as many. */
    List<String> running(String service, int count) {
        return await().alias(count + " running tasks of " + service)
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofMinutes(2))
                .until(() -> running(service), tasks -> tasks.size() == count);
    }

    /** Addresses of these tasks on a network, without the prefix length. */
    Set<String> addresses(List<String> tasks, String network) {
        Set<String> addresses = new TreeSet<>();
        for (String task : tasks) {
            addresses.add(address(task, network));
        }
        return addresses;
    }

    String address(String task, String network) {
        return docker(
                        "inspect",
                        "--type",
                        "task",
                        "-f",
                        "{{range .NetworksAttachments}}{{if eq .Network.Spec.Name \"" + network
                                + "\"}}{{index .Addresses 0}}{{end}}{{end}}",
                        task)
                .replaceFirst("/.*", "");
    }

    /** What {@code docker inspect} says of one of them. */
    String inspect(String type, String id, String format) {
        return docker("inspect", "--type", type, "-f", format, id);
    }

    /** The container of a task. */
    String container(String task) {
        return inspect("task", task, "{{.Status.ContainerStatus.ContainerID}}");
    }

    /** Deploys a stack file as it stands, with these variables ({@code NAME=value}) in the environment. */
    void deploy(String file, String... variables) {
        deploy(List.of(file), variables);
    }

    /** The same with several that make one stack. */
    void deploy(List<String> files, String... variables) {
        List<String> line = new ArrayList<>(List.of("stack", "deploy", "--resolve-image", "never"));
        files.forEach(file -> line.addAll(List.of("-c", file)));
        line.add("wagl");
        Command command = dockerd.command(line.toArray(String[]::new));
        for (String variable : variables) {
            command = command.with(variable.split("=", 2)[0], variable.split("=", 2)[1]);
        }
        command.output();
    }

    private List<String> running(String service) {
        return dockerd
                .command(
                        "service",
                        "ps",
                        "--no-trunc",
                        "--filter",
                        "desired-state=running",
                        "--format",
                        "{{.ID}} {{.CurrentState}}",
                        service)
                .run()
                .lines()
                .stream()
                .filter(line -> line.contains(" Running"))
                .map(line -> line.split(" ")[0])
                .toList();
    }
}
