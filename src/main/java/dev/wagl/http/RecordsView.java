package dev.wagl.http;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The zone as records, or some of it.
 *
 * @param withoutRecords the names that exist and have none, with what is known of why
 */
@Schema(name = "Records")
record RecordsView(
        @Schema(examples = "6b1f0d5c6a7e8f90") String generation,
        long serial,

        @Schema(description = "In canonical order of the names (RFC 4034 6.1)")
        List<RecordView> records,

        @Schema(description = "Names that exist and have no records")
        List<AbsenceView> withoutRecords) {

    /** A name without records. */
    @Schema(name = "NameWithoutRecords")
    record AbsenceView(
            @Schema(examples = "web.shop.swarm.") String name,
            @Schema(examples = "0 of 3 tasks running") String reason) {}
}
