package dev.wagl.discovery;

import dev.wagl.zone.Zone;
import java.util.List;

/**
 * What a snapshot came to.
 *
 * @param services what is published, one element per name, in canonical order
 * @param leftOut what is not, sorted by kind and name
 * @param warnings lines for the log about what was published, but perhaps not as meant; sorted
 */
public record Projection(Zone zone, List<PublishedService> services, List<LeftOut> leftOut, List<String> warnings) {

    public Projection {
        services = List.copyOf(services);
        leftOut = List.copyOf(leftOut);
        warnings = List.copyOf(warnings);
    }
}
