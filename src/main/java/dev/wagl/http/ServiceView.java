package dev.wagl.http;

import dev.wagl.discovery.Endpoint;
import dev.wagl.discovery.PublishedService;
import dev.wagl.dns.RdataText;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A name that services publish, and where it leads to. */
@Schema(name = "Service")
record ServiceView(
        @Schema(description = "The whole name", examples = "api.billing.swarm.")
        String name,

        @Schema(description = "The part of dns.service", examples = "api")
        String service,

        @Schema(description = "The part of dns.domain; empty without one", examples = "billing")
        String domain,

        @Schema(description = "Seconds", examples = "1") int ttl,

        @Schema(description = "The Docker services (or containers) it comes from")
        List<SourceView> sources,

        List<EndpointView> endpoints,

        @Schema(description = "Why the name has no addresses", examples = "0 of 3 tasks running")
        String reason) {

    /** A Docker service that publishes the name. */
    @Schema(name = "SourceService")
    record SourceView(
            String id,
            @Schema(examples = "billing_api") String name,

            @Schema(description = "Which address is answered: node, task or vip", examples = "node")
            String view,

            @Schema(description = "The network of task addresses and the virtual IP")
            String network) {}

    /** Where the name leads to. */
    @Schema(name = "Endpoint")
    record EndpointView(
            @Schema(description = "A name that resolves to just these addresses", examples = "1.api.billing.swarm.")
            String instance,

            List<String> addresses,

            @Schema(description = "Left out where there is none, and so no SRV record", examples = "8080")
            Integer port,

            @Schema(description = "tcp, udp or sctp", examples = "tcp")
            String protocol,

            @Schema(description = "Names of the port, each with an SRV name")
            List<String> portNames,

            @Schema(examples = "manager1") String node,

            @Schema(description = "Left out of a virtual IP")
            String task,

            @Schema(description = "ready, starting or draining", examples = "ready")
            String state,

            @Schema(examples = "1") int priority,
            @Schema(examples = "1") int weight,

            @Schema(description = "Whether it is in answers; false: it is parked")
            boolean answered) {}

    static ServiceView of(PublishedService published) {
        return new ServiceView(
                published.name().toString(),
                published.service(),
                published.domain(),
                published.ttl(),
                published.sources().stream().map(ServiceView::view).toList(),
                published.endpoints().stream().map(ServiceView::view).toList(),
                published.reason());
    }

    private static SourceView view(PublishedService.Source source) {
        return new SourceView(source.id(), source.name(), word(source.view()), source.network());
    }

    private static EndpointView view(Endpoint endpoint) {
        boolean hasPort = endpoint.port() > 0;
        return new EndpointView(
                endpoint.target().toString(),
                endpoint.addresses().stream().map(RdataText::of).toList(),
                hasPort ? endpoint.port() : null,
                hasPort ? word(endpoint.protocol()) : null,
                endpoint.portNames(),
                endpoint.node(),
                endpoint.taskId(),
                word(endpoint.state()),
                endpoint.priority(),
                endpoint.weight(),
                endpoint.answered());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
