package dev.wagl.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The engine's events: the last 256, and whoever listens. As at a real engine, one who reads too slowly misses some. */
final class EventLog {

    private static final int KEPT = 256;

    /** One listener. */
    final class Subscription implements AutoCloseable {

        private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(4 * KEPT);

        /** The next event; null if none comes in that time. */
        Event next(Duration atMost) throws InterruptedException {
            return waiting.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public void close() {
            subscriptions.remove(this);
        }
    }

    private final ArrayDeque<Event> last = new ArrayDeque<>();
    private final CopyOnWriteArrayList<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** Listens from now on, and hears first what is kept from {@code since} on; null for nothing of the past. */
    synchronized Subscription subscribe(Instant since) {
        var subscription = new Subscription();
        if (since != null) {
            last.stream().filter(event -> !event.time().isBefore(since)).forEach(subscription.waiting::offer);
        }
        subscriptions.add(subscription);
        return subscription;
    }

    int listeners() {
        return subscriptions.size();
    }

    void service(DemoService service, String action, Map<String, String> more, Instant time) {
        publish("service", action, service.id, with("name", service.name(), more), time);
    }

    void node(DemoNode node, Map<String, String> more, Instant time) {
        publish("node", "update", node.id, with("name", node.hostName, more), time);
    }

    void container(DemoTask task, String action, Map<String, String> more, Instant time) {
        var name = task.service.name() + "." + task.place() + "." + task.id;
        var attributes = new TreeMap<>(task.container.labels());
        attributes.put("com.docker.swarm.node.id", task.node.id);
        attributes.put("com.docker.swarm.service.id", task.service.id);
        attributes.put("com.docker.swarm.service.name", task.service.name());
        attributes.put("com.docker.swarm.task", "");
        attributes.put("com.docker.swarm.task.id", task.id);
        attributes.put("com.docker.swarm.task.name", name);
        attributes.put("image", task.container.image());
        attributes.put("name", name);
        attributes.putAll(more);
        publish("container", action, task.containerId, attributes, time);
    }

    private static TreeMap<String, String> with(String key, String value, Map<String, String> more) {
        var attributes = new TreeMap<>(more);
        attributes.put(key, value);
        return attributes;
    }

    private synchronized void publish(
            String type, String action, String id, Map<String, String> attributes, Instant time) {
        var event = new Event(type, action, id, attributes, time);
        last.addLast(event);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
        subscriptions.forEach(subscription -> subscription.waiting.offer(event));
    }
}
