package dev.wagl.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The shapes of Mesos-DNS' HTTP API, field by field in its order. */
final class MesosView {

    private MesosView() {}

    /** An address of a host; a miss is one with nothing in it. */
    @Schema(name = "MesosHost")
    record Host(
            @Schema(examples = "api.billing.swarm.") String host,
            @Schema(examples = "10.0.0.11") String ip) {

        static final Host MISS = new Host("", "");
    }

    /** An endpoint of a service; a miss is one with nothing in it. */
    @Schema(name = "MesosService")
    record Service(
            @Schema(description = "As it was asked for", examples = "_api._tcp.billing.swarm.")
            String service,

            @Schema(examples = "1.api.billing.swarm.") String host,
            @Schema(examples = "10.0.0.11") String ip,

            @Schema(description = "A string", examples = "8080")
            String port) {

        static final Service MISS = new Service("", "", "", "");
    }

    /** All tasks with their records. */
    @Schema(name = "MesosEnumeration")
    record Enumeration(List<Framework> frameworks) {}

    /** What has one domain: of Mesos a framework. */
    @Schema(name = "MesosFramework")
    record Framework(
            List<Task> tasks, @Schema(examples = "billing") String name) {}

    /** A task of Swarm; of a virtual IP, its service. */
    @Schema(name = "MesosTask")
    record Task(@Schema(examples = "billing_api") String name, String id, List<Record> records) {}

    /** One record, its target with the port. */
    @Schema(name = "MesosRecord")
    record Record(
            @Schema(examples = "_api._tcp.billing.swarm.") String name,
            @Schema(examples = "1.api.billing.swarm.:8080") String host,
            @Schema(examples = "SRV") String rtype) {}

    /** The zone. */
    @Schema(name = "MesosTransfer")
    record Transfer(
            @JsonProperty("TTL") int ttl,
            @JsonProperty("Serial") long serial,
            @JsonProperty("RefreshSeconds") long refreshSeconds,
            @JsonProperty("Mname") String mname,
            @JsonProperty("Rname") String rname,
            @JsonProperty("Domain") String domain,
            @JsonProperty("Records") Records records) {}

    /** Records by name, sorted. */
    @Schema(name = "MesosRecords")
    record Records(
            @JsonProperty("As") Map<String, List<String>> a,
            @JsonProperty("AAAAs") Map<String, List<String>> aaaa,
            @JsonProperty("SRVs") Map<String, List<String>> srv) {}

    /** Who answers. */
    @Schema(name = "MesosVersion")
    @JsonPropertyOrder({"Service", "URL", "Version"})
    record Version(
            @JsonProperty("Service") @Schema(examples = "wagl")
            String service,

            @JsonProperty("URL") String url,

            @JsonProperty("Version") @Schema(examples = "2.0.0")
            String version) {}

    /** The settings that have a counterpart here; none of them is a secret. */
    @Schema(name = "MesosConfig")
    record Config(
            @JsonProperty("RefreshSeconds") long refreshSeconds,
            @JsonProperty("Port") int port,
            @JsonProperty("StateTimeoutSeconds") long stateTimeoutSeconds,
            @JsonProperty("HttpPort") int httpPort,
            @JsonProperty("TTL") int ttl,
            @JsonProperty("SOASerial") long soaSerial,
            @JsonProperty("SOARefresh") long soaRefresh,
            @JsonProperty("SOARetry") long soaRetry,
            @JsonProperty("SOAExpire") long soaExpire,
            @JsonProperty("SOAMinttl") long soaMinttl,
            @JsonProperty("SOAMname") String soaMname,
            @JsonProperty("SOARname") String soaRname,
            @JsonProperty("Masters") List<String> masters,
            @JsonProperty("ZoneResolvers") Map<String, List<String>> zoneResolvers,
            @JsonProperty("Resolvers") List<String> resolvers,
            @JsonProperty("Domain") String domain,
            @JsonProperty("Listener") String listener,
            @JsonProperty("RecurseOn") boolean recurseOn,
            @JsonProperty("DnsOn") boolean dnsOn,
            @JsonProperty("ReverseDnsOn") boolean reverseDnsOn,
            @JsonProperty("HttpOn") boolean httpOn,
            @JsonProperty("ExternalOn") boolean externalOn,
            @JsonProperty("SetTruncateBit") boolean setTruncateBit,
            @JsonProperty("EnumerationOn") boolean enumerationOn) {}
}
