package dev.wagl.http;

import dev.wagl.discovery.Endpoint;
import dev.wagl.discovery.LeftOut;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.PublishedService;
import dev.wagl.dns.Name;
import dev.wagl.http.ExplanationView.ExplainedServiceView;
import dev.wagl.http.ExplanationView.ExplainedTaskView;
import dev.wagl.http.ExplanationView.ReasonView;
import dev.wagl.swarm.Malformed;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says why something is, or is not, in DNS: a pure function of what the last refresh read, what became of it, and what the guard
 * holds.
 */
final class Explainer {

    private final Snapshot snapshot;
    private final Projection projection;
    private final Subjects subjects;
    private final ServiceExplainer explainer;
    private final List<ReasonView> reasons = new ArrayList<>();
    private List<ExplainedServiceView> services = List.of();

    private Explainer(Snapshot snapshot, Projection projection, Set<String> held) {
        this.snapshot = snapshot;
        this.projection = projection;
        this.subjects = new Subjects(snapshot, projection);
        this.explainer = new ServiceExplainer(snapshot, projection, held, reasons);
    }

    /**
     * The explanation, without what the engine would say.
     *
     * @param held ids of tasks that the guard holds
     */
    static ExplanationView explain(String asked, Snapshot snapshot, Projection projection, Set<String> held) {
        return new Explainer(snapshot, projection, held).explain(asked);
    }

    private ExplanationView explain(String asked) {
        Task task = subjects.task(asked);
        if (task != null) {
            return task(asked, task);
        }
        Name name = subjects.name(asked);
        List<Service> named = subjects.servicesOfName(name);
        List<Service> found = named.isEmpty() ? subjects.services(asked) : named;
        if (!found.isEmpty()) {
            services = explainer.explain(found);
            return named.isEmpty() ? service(asked) : name(asked, name);
        }
        Node node = subjects.node(asked, name);
        if (node != null) {
            return node(asked, node);
        }
        return other(asked, name);
    }

    // ------------------------------------------------------------------------------------------ what it comes to

    private ExplanationView task(String asked, Task task) {
        Optional<Service> service = subjects.serviceOf(task);
        if (service.isPresent()) {
            services = explainer.explain(List.of(service.get()));
        } else if (!explainer.addMalformed(task.serviceId(), "service " + task.serviceId())) {
            reasons.add(new ReasonView(
                    "service-unknown", "task " + task.id(), "its service is not in the engine's list of services"));
        }
        reasons.removeIf(
                reason -> reason.about().startsWith("task ") && !reason.about().equals("task " + task.id()));
        ExplainedTaskView view = services.stream()
                .flatMap(one -> one.tasks().stream())
                .filter(one -> one.id().equals(task.id()))
                .findFirst()
                .orElse(null);
        boolean answered = view != null && view.answered();
        return view(asked, "task", answered, answered ? "the task is in answers" : "the task is in no answer");
    }

    private ExplanationView service(String asked) {
        List<String> names = services.stream()
                .flatMap(one -> one.names().stream())
                .distinct()
                .toList();
        boolean inDns = services.stream().flatMap(one -> one.tasks().stream()).anyMatch(ExplainedTaskView::answered);
        String text = names.isEmpty()
                ? "it is published under no name"
                : "it is published as " + String.join(", ", names)
                        + (inDns ? "" : ", where none of its tasks is answered");
        return view(asked, "service", inDns, text);
    }

    private ExplanationView name(String asked, Name name) {
        PublishedService published = published(name);
        dev.wagl.zone.Node found = projection.zone().find(name);
        boolean inDns = found != null && found.hasRecords();
        String text;
        if (published != null && published.reason() == null) {
            long answered =
                    published.endpoints().stream().filter(Endpoint::answered).count();
            text = name + " leads to " + answered + " endpoint" + (answered == 1 ? "" : "s");
        } else if (published != null) {
            text = name + " exists and has no addresses: " + published.reason();
        } else if (inDns) {
            text = name + " is in the zone";
        } else {
            text = name + (found == null ? " does not exist" : " exists and has no records");
        }
        if (!inDns) {
            absence(name, found);
        }
        return view(asked, "name", inDns, text);
    }

    /** The name's own reason, where those of its services do not tell it. */
    private void absence(Name name, dev.wagl.zone.Node found) {
        PublishedService origin = subjects.origin(name);
        boolean ofService = origin == null || origin.name().equals(name);
        ReasonView own = NameExplainer.absence(name, found, origin);
        boolean told = ofService
                ? !reasons.isEmpty()
                : reasons.stream().anyMatch(reason -> reason.reason().equals(own.reason()));
        if (!told) {
            reasons.add(0, own);
        }
    }

    private ExplanationView node(String asked, Node node) {
        String name = TaskExplainer.shownName(node);
        explainer.addLeftOut(LeftOut.Kind.NODE, name, "node " + name);
        if (node.state() == Node.State.DOWN) {
            reasons.add(new ReasonView("node-down", "node " + name, TaskExplainer.nodeDown(node)));
        }
        boolean inDns = node.state() != Node.State.DOWN
                && reasons.stream().noneMatch(reason -> reason.about().startsWith("node "));
        return view(asked, "node", inDns, "a node of the Swarm, " + TaskExplainer.word(node.state()));
    }

    private ExplanationView other(String asked, Name name) {
        Malformed malformed = snapshot.malformed().stream()
                .filter(one -> !one.id().isEmpty()
                        && (one.id().equals(asked)
                                || asked.length() >= Subjects.SHORTEST
                                        && one.id().startsWith(asked)))
                .findFirst()
                .orElse(null);
        if (malformed != null) {
            reasons.add(new ReasonView("malformed", malformed.kind() + " " + malformed.id(), malformed.reason()));
            return view(asked, malformed.kind(), false, "the engine lists it in a way that makes no sense");
        }
        if (name != null && projection.zone().find(name) != null) {
            return name(asked, name);
        }
        Name apex = projection.zone().apex();
        if (name != null && !name.isAtOrBelow(apex)) {
            reasons.add(new ReasonView(
                    "outside-zone",
                    name.toString(),
                    "the zone is " + apex + ", and the reverse names of what is published"));
            return view(asked, "name", false, name + " is outside the zone");
        }
        reasons.add(new ReasonView(
                "unknown",
                Problem.quoted(asked),
                "no name, service, task, container or node is known by this; a service is published under its label"
                        + " dns.service, below dns.domain, in " + apex));
        return view(asked, "unknown", false, "nothing of this name is known");
    }

    private ExplanationView view(String asked, String kind, boolean inDns, String text) {
        return new ExplanationView(asked, kind, inDns, text, reasons, services, null);
    }

    private PublishedService published(Name name) {
        return projection.services().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
