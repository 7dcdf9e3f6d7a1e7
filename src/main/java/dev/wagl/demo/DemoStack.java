package dev.wagl.demo;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.wagl.demo.DemoNetwork.Subnet;
import java.util.List;
import java.util.Map;

/** What stands in the demo cluster: three nodes, four overlay networks, and services that show what labels can do. */
final class DemoStack {

    static final String MANAGER = "manager1";
    static final String WORKER_1 = "worker1";
    /** The node that things happen to. */
    static final String WORKER_2 = "worker2";

    private final ClusterModel model;

    private DemoStack(ClusterModel model) {
        this.model = model;
    }

    static void deploy(ClusterModel model) {
        var stack = new DemoStack(model);
        stack.nodes();
        stack.networks();
        stack.billing();
        stack.shop();
        stack.platform();
        stack.whatIsLeftOut();
    }

    private void nodes() {
        model.addNode(MANAGER, "10.0.0.11", true, Map.of("zone", "a"));
        model.addNode(WORKER_1, "10.0.0.12", false, Map.of("zone", "b"));
        model.addNode(WORKER_2, "10.0.0.13", false, Map.of("zone", "c"));
    }

    private void networks() {
        model.addOverlay("ingress", true, List.of(new Subnet("10.20.0.", 24)));
        model.addOverlay("billing", false, List.of(new Subnet("10.20.1.", 24)));
        model.addOverlay("backend", false, List.of(new Subnet("10.20.2.", 24)));
        // Docker 20.10 gives a task one address per network; the API has room for more, and newer ones may use it.
        model.addOverlay("edge", false, List.of(new Subnet("10.20.3.", 24), new Subnet("fd00:20:3::", 64)));
        model.addLocalNetwork("docker_gwbridge", "bridge", List.of(new Subnet("172.18.0.", 16)));
        model.addLocalNetwork("none", "null", List.of());
        model.addLocalNetwork("host", "host", List.of());
        model.addLocalNetwork("bridge", "bridge", List.of(new Subnet("172.17.0.", 16)));
    }

    private void billing() {
        // The first dig of the README: the two tasks are on manager1 and worker1, and nothing ever happens to them.
        create(stack("billing", "api", "billing/api:4.1.0")
                .label("dns.service", "api")
                .label("dns.domain", "billing")
                .replicas(2)
                .networks("billing")
                .hostPort(8080, 80, "tcp"));
        // A virtual IP, a time to live of its own, and a single replica: answered until it has really stopped.
        create(stack("billing", "billing_db", "postgres:16.4")
                .label("dns.service", "db")
                .label("dns.domain", "billing")
                .label("dns.address", "vip")
                .label("dns.port", "5432")
                .label("dns.ttl", "2")
                .networks("billing")
                .updates(false, ofSeconds(0))
                .healthyAfter(ofSeconds(4))
                .stopsAfter(ofSeconds(3)));
        // Blue and green: one name, two services, nine answers of ten from blue.
        create(payment("billing_pay-blue", "billing/pay:7.2.0", "90").replicas(2));
        create(payment("billing_pay-green", "billing/pay:7.3.0", "10"));
        // On two networks; the one that counts is named.
        create(stack("billing", "billing_inventory", "billing/inventory:1.14.2")
                .label("dns.service", "inventory")
                .label("dns.address", "task")
                .label("dns.network", "backend")
                .label("dns.port", "http:8080,grpc:9090")
                .replicas(2)
                .networks("billing", "backend"));
    }

    private static ServiceDraft payment(String name, String image, String weight) {
        return stack("billing", name, image)
                .label("dns.service", "pay")
                .label("dns.domain", "billing")
                .label("dns.address", "task")
                .label("dns.port", "8443")
                .label("dns.weight", weight)
                .networks("backend");
    }

    private void shop() {
        create(stack("shop", "shop_web", "nginx:1.27.1")
                .label("dns.service", "web")
                .replicas(3)
                .networks("backend")
                .ingressPort(80, 80, "tcp")
                .ingressPort(443, 443, "tcp")
                .updates(true, ofSeconds(3))
                .healthyAfter(ofSeconds(2)));
        // Two names for one service, one of them with a dot.
        create(stack("shop", "shop_cart", "shop/cart:2.0.5")
                .label("dns.service", "cart,basket.legacy")
                .replicas(2)
                .networks("backend")
                .ingressPort(8081, 8080, "tcp"));
        // Dynamic host ports: only the tasks know them.
        create(stack("shop", "shop_cache", "redis:7.4")
                .label("dns.service", "cache")
                .replicas(3)
                .hostPort(0, 6379, "tcp"));
        // A new index is being filled: parked with weight 0.
        create(search("shop_search", "shop/search:11.0.1", "1").replicas(2));
        create(search("shop_search-next", "shop/search:12.0.0-rc1", "0"));
        // IPv4 and IPv6; the labels on the container instead of the service.
        create(stack("shop", "shop_edge", "shop/edge:0.9.3")
                .containerLabel("dns.service", "edge")
                .containerLabel("dns.address", "task")
                .containerLabel("dns.port", "8443")
                .replicas(2)
                .networks("edge"));
    }

    private static ServiceDraft search(String name, String image, String weight) {
        return stack("shop", name, image)
                .label("dns.service", "search")
                .label("dns.address", "task")
                .label("dns.port", "9000")
                .label("dns.weight", weight)
                .networks("backend");
    }

    private void platform() {
        create(stack("wagl", "wagl_wagl", "wagl:2.0.0")
                .label("dns.service", "ns")
                .constraint("node.role==manager")
                .hostPort(53, 53, "udp")
                .hostPort(53, 53, "tcp")
                .updates(false, ofSeconds(0))
                .healthyAfter(ofSeconds(1)));
        create(stack("monitoring", "monitoring_node-exporter", "prom/node-exporter:1.8.2")
                .label("dns.service", "node-exporter")
                .label("dns.port", "metrics:9100")
                .global()
                .namedHostPort("metrics", 9100, 9100));
        create(stack("monitoring", "monitoring_syslog", "balabit/syslog-ng:4.8.0")
                .label("dns.service", "syslog")
                .networks("backend")
                .ingressPort(514, 514, "udp"));
        // Peers must find one another before they are healthy.
        create(stack("monitoring", "monitoring_elastic", "elasticsearch:8.15.1")
                .label("dns.service", "elastic")
                .label("dns.address", "task")
                .label("dns.port", "http:9200,transport:9300")
                .label("dns.publish", "not-ready")
                .replicas(3)
                .networks("backend")
                .withoutVirtualIp()
                .updates(false, ofSeconds(2))
                .healthyAfter(ofSeconds(12))
                .stopsAfter(ofSeconds(4)));
    }

    private void whatIsLeftOut() {
        create(stack("shop", "shop_mailer", "shop/mailer:3.3.0")
                .label("dns.service", "mailer")
                .networks("backend")
                .healthyAfter(ofSeconds(10))
                .crashesAfter(ofMillis(2500)));
        create(stack("billing", "billing_legacy", "billing/legacy:0.1.9")
                .label("dns.service", "billing legacy!")
                .hostPort(8090, 8080, "tcp"));
        create(stack("billing", "billing_adminer", "adminer:4.8.1").ingressPort(8088, 8080, "tcp"));
        create(stack("billing", "billing_backup", "billing/backup:2.1.0")
                .networks("billing")
                .job(ofSeconds(20)));
    }

    private static ServiceDraft stack(String stack, String name, String image) {
        return ServiceDraft.create(name, image)
                .label("com.docker.stack.namespace", stack)
                .label("com.docker.stack.image", image)
                .containerLabel("com.docker.stack.namespace", stack);
    }

    private void create(ServiceDraft draft) {
        model.create(draft.spec());
    }
}
