package dev.wagl.discovery;

import dev.wagl.zone.Zone;
import java.util.List;

/** What a snapshot came to. Immutable. */
public final class Projection {

    private final Zone zone;
    private final List<PublishedService> services;
    private final List<LeftOut> leftOut;
    private final List<String> warnings;
    private final Basis basis;

    Projection(Zone zone, List<PublishedService> services, Findings findings, Basis basis) {
        this.zone = zone;
        this.services = List.copyOf(services);
        this.leftOut = findings.leftOut();
        this.warnings = findings.warnings();
        this.basis = basis;
    }

    public Zone zone() {
        return zone;
    }

    /** What is published, one element per name, in canonical order. */
    public List<PublishedService> services() {
        return services;
    }

    /** What is not, sorted by kind and name. */
    public List<LeftOut> leftOut() {
        return leftOut;
    }

    /** Lines for the log about what was published, but perhaps not as meant; sorted. */
    public List<String> warnings() {
        return warnings;
    }

    Basis basis() {
        return basis;
    }
}
