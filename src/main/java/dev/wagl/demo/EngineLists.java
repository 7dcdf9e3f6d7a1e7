package dev.wagl.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wagl.swarm.TaskState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The engine's lists and look-ups: what passes the filters, and what a reference means. */
final class EngineLists {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClusterModel model;
    private final EngineJson json;

    EngineLists(ClusterModel model, EngineJson json) {
        this.model = model;
        this.json = json;
    }

    ArrayNode services(Filters filters, boolean withStatus) {
        filters.accepting(Set.of("name", "id", "label", "mode", "runtime"));
        var sorted = new ArrayList<>(model.services());
        sorted.sort(Comparator.comparing(service -> service.id));
        return array(sorted, service -> passes(filters, service) ? json.service(service, withStatus) : null);
    }

    private static boolean passes(Filters filters, DemoService service) {
        var mode = switch (service.spec.mode()) {
            case REPLICATED -> "replicated";
            case GLOBAL -> "global";
            case JOB -> "replicated-job";
        };
        return filters.any("id", service.id::startsWith)
                && filters.any("name", service.name()::startsWith)
                && filters.any("mode", mode::equals)
                && filters.any("runtime", "container"::equals)
                && filters.labels("label", service.spec.labels());
    }

    ArrayNode tasks(Filters filters) {
        filters.accepting(Set.of("name", "id", "label", "service", "node", "desired-state"));
        var services = ids(filters.values("service"), reference -> service(reference).id);
        var nodes = ids(filters.values("node"), reference -> node(reference).id);
        var desired = new HashSet<TaskState>();
        filters.values("desired-state").forEach(value -> desired.add(desiredState(value)));
        return array(model.tasks(), task -> {
            boolean passes = (services.isEmpty() || services.contains(task.service.id))
                    && (nodes.isEmpty() || task.node != null && nodes.contains(task.node.id))
                    && (desired.isEmpty() || desired.contains(task.desired))
                    && filters.any("id", task.id::startsWith)
                    && filters.any("name", name(task)::startsWith)
                    // Those of its service: a task has none of its own.
                    && filters.labels("label", task.service.spec.labels());
            return passes ? json.task(task) : null;
        });
    }

    private static String name(DemoTask task) {
        return task.service.name() + "." + task.place() + "." + task.id;
    }

    private static Set<String> ids(Set<String> references, Function<String, String> find) {
        var ids = new HashSet<String>();
        references.forEach(reference -> ids.add(find.apply(reference)));
        return ids;
    }

    private static TaskState desiredState(String value) {
        for (var state : TaskState.values()) {
            if (state.name().equals(value.toUpperCase(Locale.ROOT))) {
                return state;
            }
        }
        throw new ApiError(500, "Invalid desired-state filter: '" + value + "'");
    }

    ArrayNode nodes(Filters filters) {
        filters.accepting(Set.of("id", "label", "name", "node.label", "membership", "role"));
        return array(model.nodes(), node -> {
            boolean passes = filters.any("id", node.id::startsWith)
                    && filters.any("name", node.hostName::startsWith)
                    && filters.any("role", node.role()::equals)
                    && filters.any("membership", "accepted"::equals)
                    // Engine labels, of which the demo's nodes have none, and node labels.
                    && filters.labels("label", Map.of())
                    && filters.labels("node.label", node.labels);
            return passes ? json.node(node) : null;
        });
    }

    /** Those of the Swarm come first, then the local ones of this engine. */
    ArrayNode networks(Filters filters) {
        filters.accepting(Set.of("dangling", "driver", "id", "label", "name", "scope", "type"));
        var sorted = new ArrayList<>(model.networks());
        sorted.sort((a, b) -> Boolean.compare(b.swarmScope, a.swarmScope));
        return array(sorted, network -> {
            boolean passes = filters.any("id", network.id::contains)
                    && filters.any("name", network.name::contains)
                    && filters.any("driver", network.driver::equals)
                    && filters.any("scope", (network.swarmScope ? "swarm" : "local")::equals)
                    && filters.any("type", (predefined(network) ? "builtin" : "custom")::equals)
                    && filters.labels("label", Map.of());
            return passes ? json.network(network) : null;
        });
    }

    private static boolean predefined(DemoNetwork network) {
        return List.of("bridge", "host", "none").contains(network.name);
    }

    DemoService service(String reference) {
        return find("service", model.services(), reference, service -> service.id, DemoService::name);
    }

    DemoTask task(String reference) {
        return find("task", model.tasks(), reference, task -> task.id, EngineLists::name);
    }

    DemoNode node(String reference) {
        return reference.equals("self")
                ? model.leader()
                : find("node", model.nodes(), reference, node -> node.id, node -> node.hostName);
    }

    DemoNetwork network(String reference) {
        return find("network", model.networks(), reference, network -> network.id, network -> network.name);
    }

    /** An object by its id, else by its name, else by the beginning of its id. */
    private static <T> T find(
            String kind, Collection<T> all, String reference, Function<T, String> id, Function<T, String> name) {
        for (var one : all) {
            if (id.apply(one).equals(reference)) {
                return one;
            }
        }
        for (var one : all) {
            if (name.apply(one).equals(reference)) {
                return one;
            }
        }
        var matching =
                all.stream().filter(one -> id.apply(one).startsWith(reference)).toList();
        if (matching.size() > 1) {
            throw new ApiError(400, kind + " " + reference + " is ambiguous (" + matching.size() + " matches found)");
        }
        if (matching.isEmpty()) {
            throw ApiError.notFound(kind, reference);
        }
        return matching.get(0);
    }

    /** Null is what does not pass. */
    private static <T> ArrayNode array(Collection<T> all, Function<T, ObjectNode> render) {
        var array = JSON.createArrayNode();
        for (var one : all) {
            var rendered = render.apply(one);
            if (rendered != null) {
                array.add(rendered);
            }
        }
        return array;
    }
}
