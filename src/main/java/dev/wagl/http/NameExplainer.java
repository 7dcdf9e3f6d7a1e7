package dev.wagl.http;

import dev.wagl.discovery.PublishedService;
import dev.wagl.dns.Name;
import dev.wagl.http.ExplanationView.ReasonView;
import dev.wagl.zone.Node;
import java.nio.charset.StandardCharsets;

/** Says of a name why it has no records: what DNS tells with its negative answer, where it tells any. */
final class NameExplainer {

    private NameExplainer() {}

    /**
     * Why there are none.
     *
     * @param found null where the name does not exist
     * @param from what the name is made from, by the look of it; null for nothing that is published
     */
    static ReasonView absence(Name name, Node found, PublishedService from) {
        boolean port = name.firstLabel().startsWith("_");
        if (found == null) {
            String of = from == null ? "" : from.name() + " has ";
            return new ReasonView(
                    port ? "no-port" : "unknown",
                    name.toString(),
                    of + (port ? "no such port: dns.port names the ports of a service" : "no such instance or port"));
        }
        if (found.reason() == null) {
            return new ReasonView("no-records", name.toString(), "nothing is published here, only below it");
        }
        // Where the service has no address at all, that is told here too, and is no matter of ports.
        return new ReasonView(
                port && from != null && from.reason() == null ? "no-port" : "no-records",
                name.toString(),
                new String(found.reason(), StandardCharsets.UTF_8));
    }
}
