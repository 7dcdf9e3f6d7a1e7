package dev.wagl.demo;

import static dev.wagl.demo.DemoStack.WORKER_2;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What happens to the demo cluster: deployments, a crash, a node that drains, one that is lost; then again from the
 * start. Scenes follow one another at times that the seed shifts a little. {@code api} is only scaled up and back: its
 * first two tasks stay where they are.
 */
final class Story {

    /** After which it starts again. */
    static final Duration LENGTH = Duration.ofSeconds(480);

    private static final int JITTER_MILLIS = 4_000;

    private record Scene(int second, Consumer<ClusterModel> happens) {}

    private static final List<Scene> SCENES = List.of(
            new Scene(20, model -> release(model, "shop_web")),
            new Scene(60, model -> model.crash("shop_cart")),
            new Scene(75, model -> scale(model, "billing_inventory", 4)),
            new Scene(95, model -> model.drain(WORKER_2)),
            new Scene(130, model -> model.activate(WORKER_2)),
            new Scene(145, model -> scale(model, "billing_inventory", 2)),
            new Scene(160, model -> release(model, "billing_db")),
            new Scene(185, model -> scale(model, "api", 3)),
            new Scene(200, model -> weigh(model, "billing_pay-blue", 50, "billing_pay-green", 50)),
            new Scene(225, model -> release(model, "monitoring_elastic")),
            new Scene(330, model -> weigh(model, "billing_pay-blue", 90, "billing_pay-green", 10)),
            new Scene(345, model -> scale(model, "api", 2)),
            new Scene(360, model -> model.update("billing_backup", ServiceDraft::again)),
            new Scene(390, model -> model.lose(WORKER_2)),
            new Scene(425, model -> model.recover(WORKER_2)),
            new Scene(445, model -> model.crash("shop_cache")),
            new Scene(460, model -> release(model, "shop_edge")));

    private record Cue(Instant at, Scene scene) {}

    private final ClusterModel model;
    private final Random random;
    private final List<Cue> ahead = new ArrayList<>();
    private Instant chapter;

    /** A story that begins now. */
    Story(ClusterModel model, long seed) {
        this.model = model;
        this.random = new Random(seed);
        this.chapter = model.now();
        plan();
    }

    /** Plays what is due. */
    void tick() {
        while (!ahead.isEmpty() && !model.now().isBefore(ahead.get(0).at())) {
            ahead.remove(0).scene().happens().accept(model);
        }
        if (ahead.isEmpty()) {
            chapter = chapter.plus(LENGTH);
            plan();
        }
    }

    private void plan() {
        for (var scene : SCENES) {
            ahead.add(new Cue(chapter.plusSeconds(scene.second()).plusMillis(random.nextInt(JITTER_MILLIS)), scene));
        }
    }

    private static void scale(ClusterModel model, String service, int replicas) {
        model.update(service, draft -> draft.replicas(replicas));
    }

    private static void weigh(ClusterModel model, String blue, int blueWeight, String green, int greenWeight) {
        model.update(blue, draft -> draft.label("dns.weight", Integer.toString(blueWeight)));
        model.update(green, draft -> draft.label("dns.weight", Integer.toString(greenWeight)));
    }

    /** A new release: the last number of the image's version goes up by one, which replaces the service's tasks. */
    private static void release(ClusterModel model, String service) {
        model.update(service, draft -> {
            var image = draft.spec().container().image();
            int lastDot = image.lastIndexOf('.');
            int patch = Integer.parseInt(image.substring(lastDot + 1)) + 1;
            var next = image.substring(0, lastDot + 1) + patch;
            return draft.image(next).label("com.docker.stack.image", next);
        });
    }
}
