package dev.wagl.demo;

import static dev.wagl.demo.Shapes.index;
import static dev.wagl.demo.Shapes.map;
import static dev.wagl.demo.Shapes.object;
import static dev.wagl.demo.Shapes.ports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wagl.swarm.TaskState;

/** A service in Docker's JSON. */
final class ServiceJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TaskJson tasks;

    ServiceJson(TaskJson tasks) {
        this.tasks = tasks;
    }

    ObjectNode service(DemoService service, boolean withStatus) {
        var json = object(service.id, service.version, service.createdAt, service.updatedAt);
        json.set("Spec", spec(service.spec));
        if (service.previousSpec != null) {
            json.set("PreviousSpec", spec(service.previousSpec));
        }
        json.set("Endpoint", endpoint(service));
        if (service.rollout != null) {
            json.set("UpdateStatus", updateStatus(service.rollout));
        }
        if (withStatus) {
            json.set("ServiceStatus", serviceStatus(service));
        }
        if (service.spec.job()) {
            var status = json.putObject("JobStatus");
            status.set("JobIteration", index(service.jobIteration));
            status.put("LastExecution", service.lastExecution.toString());
        }
        return json;
    }

    private ObjectNode spec(ServiceSpec spec) {
        var json = JSON.createObjectNode().put("Name", spec.name());
        json.set("Labels", map(spec.labels()));
        var template = tasks.taskSpec(spec, spec.container());
        template.put("Runtime", "container");
        json.set("TaskTemplate", template);
        var mode = json.putObject("Mode");
        switch (spec.mode()) {
            case REPLICATED -> mode.putObject("Replicated").put("Replicas", spec.replicas());
            case GLOBAL -> mode.putObject("Global");
            case JOB ->
                mode.putObject("ReplicatedJob").put("MaxConcurrent", 1).put("TotalCompletions", spec.replicas());
        }
        if (spec.update() != null) {
            var update = json.putObject("UpdateConfig").put("Parallelism", 1);
            if (!spec.update().delay().isZero()) {
                update.put("Delay", spec.update().delay().toNanos());
            }
            update.put("FailureAction", "pause")
                    .put("Monitor", spec.update().monitor().toNanos())
                    .put("MaxFailureRatio", 0)
                    .put("Order", spec.update().startFirst() ? "start-first" : "stop-first");
        }
        json.set("EndpointSpec", endpointSpec(spec));
        return json;
    }

    private static ObjectNode endpointSpec(ServiceSpec spec) {
        var json = JSON.createObjectNode().put("Mode", spec.virtualIp() ? "vip" : "dnsrr");
        if (!spec.ports().isEmpty()) {
            json.set("Ports", ports(spec.ports()));
        }
        return json;
    }

    /** Without a network and a port there is no endpoint to speak of, and the engine shows an empty one. */
    private static ObjectNode endpoint(DemoService service) {
        var json = JSON.createObjectNode();
        if (service.virtualIps.isEmpty() && service.spec.ports().isEmpty()) {
            json.putObject("Spec");
            return json;
        }
        json.set("Spec", endpointSpec(service.spec));
        if (!service.spec.ports().isEmpty()) {
            json.set("Ports", ports(service.spec.ports()));
        }
        if (!service.virtualIps.isEmpty()) {
            var virtualIps = json.putArray("VirtualIPs");
            for (var lease : service.virtualIps) {
                virtualIps
                        .addObject()
                        .put("NetworkID", lease.network().id)
                        .put("Addr", lease.addresses().get(0));
            }
        }
        return json;
    }

    private static ObjectNode updateStatus(Rollout rollout) {
        var json = JSON.createObjectNode()
                .put("State", rollout.completed() ? "completed" : "updating")
                .put("StartedAt", rollout.startedAt.toString());
        if (rollout.completed()) {
            json.put("CompletedAt", rollout.completedAt.toString());
        }
        return json.put("Message", rollout.completed() ? "update completed" : "update in progress");
    }

    private static ObjectNode serviceStatus(DemoService service) {
        long running = service.tasks.stream()
                .filter(task -> task.state == TaskState.RUNNING)
                .count();
        long wanted = service.spec.global()
                ? service.tasks.stream()
                        .filter(task -> task.desired == TaskState.RUNNING)
                        .count()
                : service.spec.replicas();
        long completed = service.spec.job()
                ? service.tasks.stream()
                        .filter(task -> task.state == TaskState.COMPLETE && task.jobIteration == service.jobIteration)
                        .count()
                : 0;
        return JSON.createObjectNode()
                .put("RunningTasks", running)
                .put("DesiredTasks", wanted)
                .put("CompletedTasks", completed);
    }
}
