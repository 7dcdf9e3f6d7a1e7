package dev.wagl.http;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A response of DNS, section by section. */
@Schema(name = "DnsResponse")
record MessageView(
        @Schema(examples = "NOERROR") String rcode,

        @Schema(description = "The bits of the header that are set")
        List<String> flags,

        @Schema(description = "udp; tcp where the response did not fit into a datagram", examples = "udp")
        String transport,

        @Schema(description = "Octets", examples = "97") int size,
        QuestionView question,

        @Schema(description = "The extended error (RFC 8914)")
        ExtendedErrorView extendedError,

        List<RecordView> answer,
        List<RecordView> authority,
        List<RecordView> additional) {

    /** What was asked. */
    @Schema(name = "Question")
    record QuestionView(
            @Schema(examples = "api.billing.swarm.") String name,
            @Schema(examples = "A") String type) {}

    /** What an extended error says. */
    @Schema(name = "ExtendedError")
    record ExtendedErrorView(
            @Schema(examples = "0") int code,
            @Schema(examples = "0 of 3 tasks running") String text) {}
}
