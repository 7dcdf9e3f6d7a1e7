package dev.wagl.http;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is published, and what is not. */
@Schema(name = "Services")
record ServicesView(
        @Schema(examples = "6b1f0d5c6a7e8f90") String generation,
        long serial,

        @Schema(description = "In canonical order of the names")
        List<ServiceView> services,

        @Schema(description = "Services and nodes that are not in the zone, or without some of their records")
        List<LeftOutView> leftOut) {

    /** A service or a node that is left out. */
    @Schema(name = "LeftOut")
    record LeftOutView(
            @Schema(
                    description = "service, node, or what kind of element of the engine's answers",
                    examples = "service")
            String kind,

            @Schema(examples = "shop_web") String name,
            @Schema(examples = "illegal-name") String reason,

            @Schema(description = "What is written, what is wrong with it, what would be right")
            String text) {}
}
