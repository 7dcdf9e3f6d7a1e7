package dev.wagl.swarm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Objects of the Docker API as the engine writes them, in few words: {@code service("api").label("dns.service",
 * "api").replicas(2).ingressPort(8080, 80)}. Whatever the words do not cover is put into {@link Element#json()}.
 */
public final class SwarmJson {

    private SwarmJson() {}

    /** A replicated service with one task wanted; its id is {@code <name>-id}. */
    public static ServiceElement service(String name) {
        return new ServiceElement(name);
    }

    /** A task that runs and is to run, without address or port; its service is given by name. */
    public static TaskElement task(String id, String serviceName, int slot, String nodeId) {
        return new TaskElement(id, serviceName, slot, nodeId);
    }

    /** A ready worker; its host name is its id. */
    public static NodeElement node(String id, String address) {
        return new NodeElement(id, address);
    }

    /** An overlay network; its id is {@code <name>-net}. */
    public static NetworkElement network(String name) {
        return new NetworkElement(name);
    }

    /** A container that runs on a plain engine; its id is {@code <name>-container}. */
    public static ContainerElement container(String name) {
        return new ContainerElement(name);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** One object of a list. */
    public abstract static sealed class Element {
        final ObjectNode json = object();

        /** The object itself, to be changed at will. */
        public ObjectNode json() {
            return json;
        }

        final ObjectNode at(String... path) {
            ObjectNode node = json;
            for (String name : path) {
                node = node.has(name) ? (ObjectNode) node.get(name) : node.putObject(name);
            }
            return node;
        }

        final ArrayNode list(String name, String... path) {
            ObjectNode node = at(path);
            return node.has(name) ? (ArrayNode) node.get(name) : node.putArray(name);
        }

        static void port(ArrayNode ports, int published, int target, String protocol, String mode) {
            ObjectNode port = ports.addObject();
            port.put("Protocol", protocol).put("TargetPort", target);
            if (published != 0) {
                port.put("PublishedPort", published);
            }
            port.put("PublishMode", mode);
        }
    }

    /** An element of {@code /services}. */
    public static final class ServiceElement extends Element {

        private ServiceElement(String name) {
            json.put("ID", name + "-id");
            version(10);
            at("Spec").put("Name", name);
            at("Spec", "Labels");
            at("Spec", "TaskTemplate", "ContainerSpec");
            at("Endpoint");
            replicas(1);
        }

        public ServiceElement version(long index) {
            at("Version").put("Index", index);
            return this;
        }

        public ServiceElement label(String name, String value) {
            at("Spec", "Labels").put(name, value);
            return this;
        }

        public ServiceElement containerLabel(String name, String value) {
            at("Spec", "TaskTemplate", "ContainerSpec", "Labels").put(name, value);
            return this;
        }

        public ServiceElement replicas(int replicas) {
            at("Spec").putObject("Mode").putObject("Replicated").put("Replicas", replicas);
            return this;
        }

        public ServiceElement global() {
            at("Spec").putObject("Mode").putObject("Global");
            return this;
        }

        /** A job that is to complete as often as it has replicas. */
        public ServiceElement job() {
            at("Spec").putObject("Mode").putObject("ReplicatedJob").put("TotalCompletions", 1);
            return this;
        }

        public ServiceElement ingressPort(int published, int target) {
            return port(published, target, "tcp", "ingress");
        }

        /** @param published 0 for a dynamic one */
        public ServiceElement hostPort(int published, int target) {
            return port(published, target, "tcp", "host");
        }

        public ServiceElement port(int published, int target, String protocol, String mode) {
            port(list("Ports", "Endpoint"), published, target, protocol, mode);
            return this;
        }

        public ServiceElement network(String networkName) {
            list("Networks", "Spec", "TaskTemplate").addObject().put("Target", networkName + "-net");
            return this;
        }

        /** @param cidr {@code 10.0.1.2/24} */
        public ServiceElement virtualIp(String networkName, String cidr) {
            list("VirtualIPs", "Endpoint")
                    .addObject()
                    .put("NetworkID", networkName + "-net")
                    .put("Addr", cidr);
            return this;
        }

        /** @param state {@code updating}, {@code rollback_started}, {@code completed}... */
        public ServiceElement updateState(String state) {
            at("UpdateStatus").put("State", state);
            return this;
        }

        /** What {@code ServiceStatus} says; without this, {@link FakeSwarm} counts the tasks it holds. */
        public ServiceElement status(int running, int desired) {
            at("ServiceStatus")
                    .put("RunningTasks", running)
                    .put("DesiredTasks", desired)
                    .put("CompletedTasks", 0);
            return this;
        }
    }

    /** An element of {@code /tasks}. */
    public static final class TaskElement extends Element {

        private TaskElement(String id, String serviceName, int slot, String nodeId) {
            json.put("ID", id);
            version(20);
            json.put("CreatedAt", "2026-01-02T03:04:05.000000006Z").put("ServiceID", serviceName + "-id");
            if (slot != 0) {
                json.put("Slot", slot);
            }
            if (nodeId != null) {
                json.put("NodeID", nodeId);
            }
            at("Status").put("Timestamp", "2026-01-02T03:04:07.5Z");
            at("Status", "ContainerStatus").put("ContainerID", id + "c0ffee0123456789");
            at("Status", "PortStatus");
            state("running");
            desired("running");
        }

        public TaskElement version(long index) {
            at("Version").put("Index", index);
            return this;
        }

        public TaskElement createdAt(String time) {
            json.put("CreatedAt", time);
            return this;
        }

        public TaskElement state(String state) {
            at("Status").put("State", state);
            return this;
        }

        public TaskElement desired(String state) {
            json.put("DesiredState", state);
            return this;
        }

        /** @param cidrs {@code 10.0.1.7/24} */
        public TaskElement address(String networkName, String... cidrs) {
            ObjectNode attachment = list("NetworksAttachments").addObject();
            attachment.putObject("Network").put("ID", networkName + "-net");
            ArrayNode addresses = attachment.putArray("Addresses");
            for (String cidr : cidrs) {
                addresses.add(cidr);
            }
            return this;
        }

        /** A port in host mode, doubled for IPv4 and IPv6 as the engine does. */
        public TaskElement hostPort(int published, int target) {
            port(list("Ports", "Status", "PortStatus"), published, target, "tcp", "host");
            port(list("Ports", "Status", "PortStatus"), published, target, "tcp", "host");
            return this;
        }
    }

    /** An element of {@code /nodes}. */
    public static final class NodeElement extends Element {

        private NodeElement(String id, String address) {
            json.put("ID", id);
            at("Version").put("Index", 5);
            at("Spec").put("Role", "worker").put("Availability", "active");
            at("Spec", "Labels");
            at("Description").put("Hostname", id);
            at("Status").put("State", "ready").put("Addr", address);
        }

        public NodeElement hostName(String name) {
            at("Description").put("Hostname", name);
            return this;
        }

        public NodeElement manager(boolean leader, String address) {
            at("Spec").put("Role", "manager");
            at("ManagerStatus").put("Reachability", "reachable").put("Addr", address + ":2377");
            if (leader) {
                at("ManagerStatus").put("Leader", true);
            }
            return this;
        }

        public NodeElement state(String state) {
            at("Status").put("State", state);
            return this;
        }

        public NodeElement label(String name, String value) {
            at("Spec", "Labels").put(name, value);
            return this;
        }
    }

    /** An element of {@code /networks}. */
    public static final class NetworkElement extends Element {

        private NetworkElement(String name) {
            json.put("Name", name)
                    .put("Id", name + "-net")
                    .put("Scope", "swarm")
                    .put("Driver", "overlay");
            json.put("Ingress", name.equals("ingress"));
        }
    }

    /** An element of {@code /containers/json}. */
    public static final class ContainerElement extends Element {

        private ContainerElement(String name) {
            json.put("Id", name + "-container").put("Created", 1_767_323_045);
            list("Names").add("/" + name);
            at("Labels");
            list("Ports");
            at("NetworkSettings", "Networks");
            state("running", "Up 2 hours");
        }

        public ContainerElement label(String name, String value) {
            at("Labels").put(name, value);
            return this;
        }

        public ContainerElement state(String state, String status) {
            json.put("State", state).put("Status", status);
            return this;
        }

        public ContainerElement port(String ip, int published, int target, String protocol) {
            list("Ports")
                    .addObject()
                    .put("IP", ip)
                    .put("PrivatePort", target)
                    .put("PublicPort", published)
                    .put("Type", protocol);
            return this;
        }

        public ContainerElement address(String networkName, String address) {
            at("NetworkSettings", "Networks", networkName)
                    .put("NetworkID", networkName + "-net")
                    .put("IPAddress", address);
            return this;
        }
    }
}
