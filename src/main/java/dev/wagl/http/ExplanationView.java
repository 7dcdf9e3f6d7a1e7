package dev.wagl.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why something is, or is not, in DNS. */
@Schema(name = "Explanation")
record ExplanationView(
        @Schema(description = "What was asked for", examples = "api.billing")
        String asked,

        @Schema(description = "What that is: service, task, node, name or unknown", examples = "name")
        String kind,

        @Schema(description = "Whether it is in answers", examples = "true")
        boolean inDns,

        @Schema(examples = "api.billing.swarm. leads to 2 endpoints")
        String text,

        @Schema(description = "All that keeps it, or some of it, out of answers")
        List<ReasonView> reasons,

        List<ExplainedServiceView> services,

        @Schema(description = "What the engine says now, asked for this one service without any filter")
        EngineView engine) {

    /** With one more reason, before the others. */
    ExplanationView with(ReasonView first) {
        List<ReasonView> all = new ArrayList<>(reasons);
        all.add(0, first);
        return new ExplanationView(asked, kind, inDns, text, all, services, engine);
    }

    /** With what the engine says. */
    ExplanationView with(EngineView now) {
        return new ExplanationView(asked, kind, inDns, text, reasons, services, now);
    }

    /** Where nothing is answered for this reason, whatever was last known. */
    ExplanationView withdrawn(ReasonView why) {
        List<ExplainedServiceView> unanswered =
                services.stream().map(ExplainedServiceView::withdrawn).toList();
        return new ExplanationView(
                        asked,
                        kind,
                        false,
                        "nothing is answered now; as last known, " + text,
                        reasons,
                        unanswered,
                        engine)
                .with(why);
    }

    /** Something that keeps something out of answers, or in them against the look of it. */
    @Schema(name = "Reason")
    record ReasonView(
            @Schema(examples = "not-ready") String reason,

            @Schema(description = "What it is about: a service, a task, a node", examples = "service billing_api")
            String about,

            @Schema(description = "What is wrong, and what would be right")
            String text) {}

    /** A Docker service (on a plain engine, a container) and its tasks. */
    @Schema(name = "ExplainedService")
    record ExplainedServiceView(
            String id,
            @Schema(examples = "billing_api") String name,
            @Schema(description = "Its dns.* labels") Map<String, String> labels,

            @Schema(description = "The names it is published under")
            List<String> names,

            @Schema(description = "How many tasks are wanted; left out where that is not known")
            Integer wanted,

            List<ExplainedTaskView> tasks) {

        private ExplainedServiceView withdrawn() {
            return new ExplainedServiceView(
                    id,
                    name,
                    labels,
                    names,
                    wanted,
                    tasks.stream().map(ExplainedTaskView::withdrawn).toList());
        }
    }

    /** A task, as the last refresh knew it. */
    @Schema(name = "ExplainedTask")
    record ExplainedTaskView(
            String id,

            @Schema(description = "0 where there is none", examples = "1")
            int slot,

            @Schema(examples = "manager1") String node,
            @Schema(examples = "running") String state,
            @Schema(examples = "running") String desiredState,

            @Schema(description = "Whether it is in answers")
            boolean answered,

            @Schema(
                    description = "Why it is not, or why it still is; left out where all is well",
                    examples = "draining")
            String reason) {

        private ExplainedTaskView withdrawn() {
            return new ExplainedTaskView(
                    id, slot, node, state, desiredState, false, reason == null ? "withdrawn" : reason);
        }
    }

    /** What the engine says now. */
    @Schema(name = "EngineSays")
    record EngineView(
            @Schema(description = "Why it was not asked, or did not answer")
            String note,

            @Schema(description = "All tasks of the service, those that have ended included; the youngest first")
            List<EngineTaskView> tasks) {}

    /** A task in the engine's own words. */
    @Schema(name = "EngineTask")
    record EngineTaskView(
            String id,
            int slot,
            String node,
            @Schema(examples = "failed") String state,
            @Schema(examples = "shutdown") String desiredState,
            @Schema(examples = "started") String message,
            @Schema(examples = "task: non-zero exit (1)") String error,
            @Schema(examples = "1") Integer exitCode,
            Instant since) {}
}
