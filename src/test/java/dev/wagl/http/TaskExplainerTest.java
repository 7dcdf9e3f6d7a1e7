package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.http.ExplanationView.ExplainedTaskView;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What it costs to say of each task of a large service why it is in answers. */
class TaskExplainerTest {

    private static final int TASKS = 500;

    /** Elements that count how often one of them is read. */
    private static final class Counted<E> extends AbstractList<E> {

        private final List<E> elements;
        private int read;

        Counted(List<E> elements) {
            this.elements = elements;
        }

        @Override
        public E get(int index) {
            read++;
            return elements.get(index);
        }

        @Override
        public int size() {
            return elements.size();
        }
    }

    private static Snapshot large() {
        StringBuilder text = new StringBuilder("network backend\n");
        for (int node = 1; node <= 100; node++) {
            text.append("node w")
                    .append(node)
                    .append(" worker 10.0.1.")
                    .append(node)
                    .append('\n');
        }
        text.append("service api desired=500 dns.service=a,b,c dns.address=task dns.port=80 net=backend\n");
        for (int task = 1; task <= TASKS; task++) {
            text.append(String.format(
                    "task api.%d w%d running ip=backend:10.1.%d.%d%n",
                    task, task % 100 + 1, task / 200, task % 200 + 1));
        }
        return SwarmText.snapshot(text.toString());
    }

    @Test
    void nodesAndNamesAreReadOnceForAllTasks() {
        Snapshot snapshot = large();
        Projection projection =
                new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of())).project(snapshot, 1);
        Service service = snapshot.services().get(0);
        var nodes = new Counted<>(snapshot.nodes());
        var names = new Counted<>(projection.services());
        TaskExplainer explainer = new TaskExplainer(nodes, Set.of(), new EndpointIndex(names));
        List<ExplainedTaskView> explained = snapshot.tasks().stream()
                .map(task -> explainer.explain(service, task, true, new ArrayList<>()))
                .toList();
        assertThat(explained).hasSize(TASKS).allMatch(ExplainedTaskView::answered);
        assertThat(nodes.read).isEqualTo(100);
        assertThat(names.read).isEqualTo(names.size());
    }
}
