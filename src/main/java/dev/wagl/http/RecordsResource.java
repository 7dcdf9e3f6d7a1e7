package dev.wagl.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import dev.wagl.http.RecordsView.AbsenceView;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneFile;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/records}: the zone, as JSON or as a zone file. */
@Path("/v1")
@Tag(name = "wagl")
final class RecordsResource {

    /** RFC 4027. */
    static final String TEXT_DNS = "text/dns";

    private static final MediaType ZONE_FILE = MediaType.valueOf(TEXT_DNS).withCharset("US-ASCII");

    /** Of equals the first one is preferred. Whoever selects says Vary: Accept. */
    private static final List<Variant> FORMS = Variant.mediaTypes(
                    MediaType.APPLICATION_JSON_TYPE, MediaType.valueOf(TEXT_DNS))
            .build();

    private final Knowledge known;
    private final LargeAnswers large;
    private final ObjectMapper json;

    @Inject
    RecordsResource(Knowledge known, LargeAnswers large, ObjectMapper json) {
        this.known = known;
        this.large = large;
        this.json = json;
    }

    @GET
    @Path("records")
    @Produces({MediaType.APPLICATION_JSON, TEXT_DNS})
    @Operation(
            summary = "The zone as records",
            description =
                    "All of them, or those of a name, or of a type. A name or a type that is not there has none."
                            + " Whoever accepts text/dns (RFC 4027) gets lines of a zone file; all of them are /v1/records.zone.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = RecordsView.class)),
                @Content(mediaType = TEXT_DNS, schema = @Schema(implementation = String.class))
            })
    @APIResponse(responseCode = "304", ref = DocumentedErrors.NOT_MODIFIED)
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public Response records(
            @QueryParam("name") @Parameter(description = "With or without the dot at its end") String name,
            @QueryParam("type") @Parameter(description = "A mnemonic, or TYPE and a number") String type,
            @Context Request accepted,
            @Context HttpServerRequest request) {
        Name owner = Parameters.name(name);
        int wanted = Parameters.type(type, RecordType.ANY);
        Variant variant = accepted.selectVariant(FORMS);
        if (variant == null) {
            throw new NotAcceptableException();
        }
        if (variant.getMediaType().isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
            return json(owner, wanted, request);
        }
        return owner == null && wanted == RecordType.ANY ? zoneFile(null, request) : lines(owner, wanted, request);
    }

    private Response json(Name owner, int wanted, HttpServerRequest request) {
        Zone zone = known.zone();
        EntityTag tag = Knowledge.tag(zone, "json");
        if (owner != null) {
            return small(tag, request, MediaType.APPLICATION_JSON_TYPE, () -> view(zone, owner, wanted));
        }
        var subject = new LargeAnswers.Subject("records", zone, wanted, MediaType.APPLICATION_JSON_TYPE, tag);
        return large.answer(subject, request, out -> write(zone, wanted, out));
    }

    private Response lines(Name owner, int wanted, HttpServerRequest request) {
        Zone zone = known.zone();
        EntityTag tag = Knowledge.tag(zone, "lines");
        if (owner != null) {
            Node node = zone.find(owner);
            return small(tag, request, ZONE_FILE, () -> node == null ? "" : lines(zone, node, wanted));
        }
        var subject = new LargeAnswers.Subject("lines", zone, wanted, ZONE_FILE, tag);
        return large.answer(subject, request, out -> {
            for (Name one : zone.owners()) {
                out.write(lines(zone, zone.find(one), wanted).getBytes(StandardCharsets.US_ASCII));
            }
        });
    }

    private static String lines(Zone zone, Node node, int type) {
        StringBuilder lines = new StringBuilder();
        for (RecordView record : records(zone, node, type)) {
            lines.append(record.name()).append(' ').append(record.ttl()).append(" IN ");
            lines.append(record.type()).append(' ').append(record.data()).append('\n');
        }
        return lines.toString();
    }

    private static Response small(EntityTag tag, HttpServerRequest request, MediaType type, Supplier<Object> content) {
        Response.ResponseBuilder unchanged = Conditions.unchanged(request, tag);
        return unchanged != null
                ? unchanged.build()
                : Response.ok(content.get(), type).tag(tag).build();
    }

    private static RecordsView view(Zone zone, Name owner, int type) {
        List<RecordView> records = new ArrayList<>();
        List<AbsenceView> absences = new ArrayList<>();
        Node node = zone.find(owner);
        if (node != null) {
            records.addAll(records(zone, node, type));
            absence(node, type, absences);
        }
        return new RecordsView(zone.generationText(), zone.soaSerial(), records, absences);
    }

    private static List<RecordView> records(Zone zone, Node node, int type) {
        List<RecordView> records = new ArrayList<>();
        for (RRset rrset : zone.rrsets(node)) {
            if (type == RecordType.ANY || rrset.type() == type) {
                records.addAll(RecordView.of(node.owner(), rrset));
            }
        }
        return records;
    }

    private static void absence(Node node, int type, List<AbsenceView> absences) {
        if (type == RecordType.ANY && !node.hasRecords()) {
            String reason = node.reason() == null ? null : new String(node.reason(), StandardCharsets.UTF_8);
            absences.add(new AbsenceView(node.owner().toString(), reason));
        }
    }

    /** A view of all there is, without having it in memory. */
    private void write(Zone zone, int type, OutputStream out) throws IOException {
        try (JsonGenerator generator = json.getFactory().createGenerator(out)) {
            List<AbsenceView> absences = new ArrayList<>();
            generator.writeStartObject();
            generator.writeStringField("generation", zone.generationText());
            generator.writeNumberField("serial", zone.soaSerial());
            generator.writeArrayFieldStart("records");
            for (Name owner : zone.owners()) {
                Node node = zone.find(owner);
                for (RecordView record : records(zone, node, type)) {
                    generator.writePOJO(record);
                }
                absence(node, type, absences);
            }
            generator.writeEndArray();
            generator.writePOJOField("withoutRecords", absences);
            generator.writeEndObject();
        }
    }

    @GET
    @Path("records.zone")
    @Produces(TEXT_DNS)
    @Operation(
            summary = "The zone as a zone file (RFC 1035 5)",
            description =
                    "Any standard server loads it. /v1/records gives the same to whoever accepts text/dns (RFC 4027).")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = TEXT_DNS, schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "304", ref = DocumentedErrors.NOT_MODIFIED)
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public Response zoneFile(
            @QueryParam("apex")
                    @Parameter(
                            description =
                                    "A published reverse name, which is an apex of its own; without it, the zone's own apex")
                    String apex,
            @Context HttpServerRequest request) {
        Zone zone = known.zone();
        Name wanted = apex == null ? zone.apex() : Parameters.name(apex);
        EntityTag tag = Knowledge.tag(zone, "zone");
        if (!wanted.equals(zone.apex())
                && (zone.find(wanted) == null || !zone.find(wanted).isOwnApex())) {
            throw ProblemException.notFound("the name " + Problem.quoted(apex) + " is no apex; those are " + zone.apex()
                    + " and the reverse names of published addresses");
        }
        if (!wanted.equals(zone.apex())) {
            return small(tag, request, ZONE_FILE, () -> text(zone, wanted));
        }
        var subject = new LargeAnswers.Subject("zone file", zone, 0, ZONE_FILE, tag);
        return large.answer(
                subject, request, out -> out.write(text(zone, wanted).getBytes(StandardCharsets.US_ASCII)));
    }

    private static String text(Zone zone, Name apex) {
        for (ZoneFile file : ZoneFile.of(zone)) {
            if (file.apex().equals(apex)) {
                return file.text();
            }
        }
        throw new IllegalStateException("no file of " + apex);
    }
}
