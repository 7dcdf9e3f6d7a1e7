package dev.wagl.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wagl.demo.ServiceSpec.Port;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Pieces of JSON that several of Docker's objects have in common. */
final class Shapes {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Shapes() {}

    /** How each object of the Swarm's store begins. */
    static ObjectNode object(String id, long version, Instant createdAt, Instant updatedAt) {
        var json = JSON.createObjectNode().put("ID", id);
        json.set("Version", index(version));
        return json.put("CreatedAt", createdAt.toString()).put("UpdatedAt", updatedAt.toString());
    }

    /** {@code {"Index": 7}}; zero is absent, as in Docker's own. */
    static ObjectNode index(long version) {
        var json = JSON.createObjectNode();
        return version == 0 ? json : json.put("Index", version);
    }

    static ObjectNode map(Map<String, String> map) {
        var json = JSON.createObjectNode();
        new TreeMap<>(map).forEach(json::put);
        return json;
    }

    static ArrayNode strings(Collection<String> values) {
        var json = JSON.createArrayNode();
        values.forEach(json::add);
        return json;
    }

    static ArrayNode ports(Collection<Port> ports) {
        var json = JSON.createArrayNode();
        for (var port : ports) {
            var one = json.addObject();
            if (port.name() != null) {
                one.put("Name", port.name());
            }
            one.put("Protocol", port.protocol()).put("TargetPort", port.target());
            if (port.published() != 0) {
                one.put("PublishedPort", port.published());
            }
            one.put("PublishMode", port.ingress() ? "ingress" : "host");
        }
        return json;
    }

    static ArrayNode subnets(DemoNetwork network) {
        var json = JSON.createArrayNode();
        for (var subnet : network.subnets) {
            json.addObject().put("Subnet", subnet.cidr()).put("Gateway", subnet.address(1));
        }
        return json;
    }
}
