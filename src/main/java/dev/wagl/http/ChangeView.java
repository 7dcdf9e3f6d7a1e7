package dev.wagl.http;

import dev.wagl.sync.Publication;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The data of a {@code zone} event: a zone was published, and what is different in it. */
@Schema(name = "ZoneChange")
record ChangeView(
        @Schema(description = "Also the event's id", examples = "6b1f0d5c6a7e8f90")
        String generation,

        long serial,

        @Schema(description = "How many there are in the zone")
        int names,

        List<String> added,
        List<String> removed,
        List<String> changed,

        @Schema(description = "How many other names have changed, which are not told: read anew")
        int more) {

    static ChangeView of(Publication publication) {
        return new ChangeView(
                publication.generation(),
                publication.serial(),
                publication.names(),
                publication.added(),
                publication.removed(),
                publication.changed(),
                publication.more());
    }

    /** The data of the other events: where the zone stands, and why that is told. */
    @Schema(name = "ZoneStands")
    record Standing(
            @Schema(
                    description = "Also the event's id; of cut-off not told, nor are serial and names",
                    examples = "6b1f0d5c6a7e8f90")
            String generation,

            Long serial,

            @Schema(description = "How many there are in the zone")
            Integer names,

            @Schema(
                    description = "Of read-anew and cut-off",
                    examples = "what was published since then is not known any more")
            String reason) {

        static Standing of(Publication last, String reason) {
            return last == null
                    ? new Standing(null, null, null, reason)
                    : new Standing(last.generation(), last.serial(), last.names(), reason);
        }
    }
}
