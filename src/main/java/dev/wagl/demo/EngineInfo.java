package dev.wagl.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wagl.swarm.TaskState;

/** What the demo engine, that of the manager, tells about itself: {@code GET /version} and {@code GET /info}. */
final class EngineInfo {

    static final String API_VERSION = "1.41";
    static final String MIN_API_VERSION = "1.12";
    static final String ENGINE_VERSION = "20.10.24";

    private static final String PRODUCT = "wagl demo cluster";
    private static final String KERNEL = "6.1.0-demo";
    private static final String BUILD_TIME = "2023-04-04T00:00:00.000000000+00:00";
    private static final long MEMORY = 8L << 30;
    private static final int CPUS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterModel model;

    EngineInfo(ClusterModel model) {
        this.model = model;
    }

    ObjectNode version() {
        var version = JSON.createObjectNode();
        version.putObject("Platform").put("Name", PRODUCT);
        var engine = version.putArray("Components").addObject();
        engine.put("Name", "Engine").put("Version", ENGINE_VERSION);
        engine.putObject("Details")
                .put("ApiVersion", API_VERSION)
                .put("Arch", "amd64")
                .put("BuildTime", BUILD_TIME)
                .put("Experimental", "false")
                .put("GitCommit", "demo")
                .put("GoVersion", "none")
                .put("KernelVersion", KERNEL)
                .put("MinAPIVersion", MIN_API_VERSION)
                .put("Os", "linux");
        return version.put("Version", ENGINE_VERSION)
                .put("ApiVersion", API_VERSION)
                .put("MinAPIVersion", MIN_API_VERSION)
                .put("GitCommit", "demo")
                .put("GoVersion", "none")
                .put("Os", "linux")
                .put("Arch", "amd64")
                .put("KernelVersion", KERNEL)
                .put("BuildTime", BUILD_TIME);
    }

    ObjectNode info() {
        var leader = model.leader();
        long running = onLeader(TaskState.RUNNING);
        long stopped = model.tasks().stream()
                .filter(task -> task.node == leader && task.ended())
                .count();
        var info = JSON.createObjectNode();
        info.put("ID", model.engineId)
                .put("Containers", running + stopped)
                .put("ContainersRunning", running)
                .put("ContainersPaused", 0)
                .put("ContainersStopped", stopped)
                .put("Images", model.services().size())
                .put("Driver", "overlay2");
        info.putArray("DriverStatus");
        var plugins = info.putObject("Plugins");
        plugins.putArray("Volume").add("local");
        plugins.putArray("Network").add("bridge").add("host").add("null").add("overlay");
        plugins.putNull("Authorization");
        plugins.putArray("Log").add("json-file");
        info.put("SystemTime", model.now().toString())
                .put("LoggingDriver", "json-file")
                .put("CgroupDriver", "systemd")
                .put("CgroupVersion", "2")
                .put("NEventsListener", model.events.listeners())
                .put("KernelVersion", KERNEL)
                .put("OperatingSystem", PRODUCT)
                .put("OSType", "linux")
                .put("Architecture", "x86_64")
                .put("NCPU", CPUS)
                .put("MemTotal", MEMORY)
                .put("DockerRootDir", "/var/lib/docker")
                .put("Name", leader.hostName);
        info.putArray("Labels");
        info.put("ExperimentalBuild", false).put("ServerVersion", ENGINE_VERSION);
        info.set("Swarm", swarm());
        info.put("LiveRestoreEnabled", false).put("Isolation", "").put("InitBinary", "docker-init");
        info.putArray("SecurityOptions").add("name=seccomp,profile=default");
        info.putNull("Warnings");
        return info;
    }

    private long onLeader(TaskState state) {
        return model.tasks().stream()
                .filter(task -> task.node == model.leader() && task.state == state)
                .count();
    }

    private ObjectNode swarm() {
        var leader = model.leader();
        var swarm = JSON.createObjectNode()
                .put("NodeID", leader.id)
                .put("NodeAddr", leader.address)
                .put("LocalNodeState", "active")
                .put("ControlAvailable", true)
                .put("Error", "");
        var remoteManagers = swarm.putArray("RemoteManagers");
        model.nodes().stream()
                .filter(node -> node.manager)
                .forEach(node ->
                        remoteManagers.addObject().put("NodeID", node.id).put("Addr", EngineJson.managerAddress(node)));
        swarm.put("Nodes", model.nodes().size())
                .put(
                        "Managers",
                        model.nodes().stream().filter(node -> node.manager).count());
        swarm.set("Cluster", cluster());
        return swarm;
    }

    private ObjectNode cluster() {
        var cluster = JSON.createObjectNode().put("ID", model.clusterId);
        cluster.putObject("Version").put("Index", 10);
        cluster.put("CreatedAt", model.createdAt.toString()).put("UpdatedAt", model.createdAt.toString());
        var spec = cluster.putObject("Spec").put("Name", "default");
        spec.putObject("Labels");
        spec.putObject("Orchestration").put("TaskHistoryRetentionLimit", ClusterModel.TASK_HISTORY);
        spec.putObject("Raft")
                .put("SnapshotInterval", 10000)
                .put("KeepOldSnapshots", 0)
                .put("LogEntriesForSlowFollowers", 500)
                .put("ElectionTick", 10)
                .put("HeartbeatTick", 1);
        spec.putObject("Dispatcher").put("HeartbeatPeriod", 5_000_000_000L);
        spec.putObject("CAConfig").put("NodeCertExpiry", 7_776_000_000_000_000L);
        spec.putObject("TaskDefaults");
        spec.putObject("EncryptionConfig").put("AutoLockManagers", false);
        cluster.putObject("TLSInfo");
        cluster.put("RootRotationInProgress", false);
        cluster.putArray("DefaultAddrPool").add("10.20.0.0/16");
        return cluster.put("SubnetSize", 24).put("DataPathPort", 4789);
    }
}
