package dev.wagl.sync;

import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import dev.wagl.sync.Attention.Level;
import java.util.HashMap;
import java.util.Map;

/**
 * What is under way in a Swarm: labelled services that are being updated, or whose tasks that run are not those that are wanted.
 * Plain state without a clock of its own. Of a plain engine nothing is: its events tell all.
 */
final class Activity {

    private final Map<String, UnderWay> services = new HashMap<>();

    /**
     * Learns what a snapshot shows.
     *
     * @return how closely that has to be followed
     */
    Level observe(Snapshot snapshot, long now) {
        Map<String, Ready> ready = new HashMap<>();
        for (Task task : snapshot.tasks()) {
            if (task.ready()) {
                ready.computeIfAbsent(task.serviceId(), id -> new Ready()).add(task);
            }
        }
        Map<String, UnderWay> before = new HashMap<>(services);
        services.clear();
        Level level = Level.IDLE;
        for (Service service : snapshot.services()) {
            if (mayBeUnderWay(snapshot.source(), service)) {
                Ready its = ready.getOrDefault(service.id(), Ready.NONE);
                level = level.orMore(observe(service, its, before.get(service.id()), now));
            }
        }
        return level;
    }

    private static boolean mayBeUnderWay(Source source, Service service) {
        return source == Source.SWARM
                && service.mode() != Service.Mode.JOB
                && service.labels().containsKey(Service.LABEL);
    }

    private Level observe(Service service, Ready ready, UnderWay known, long now) {
        boolean underWay = service.updating() || distance(service, ready) != 0;
        if (known == null && !underWay) {
            return Level.IDLE;
        }
        UnderWay state = known == null ? new UnderWay(now) : known;
        if (state.hasMoved(service, ready)) {
            state.attention.moves(now);
        }
        if (!underWay) {
            state.attention.rests(now);
        } else {
            state.attention.goesOn(now);
        }
        if (!state.attention.rested(now)) {
            services.put(service.id(), state);
        }
        return underWay ? state.attention.level(now) : Level.IDLE;
    }

    /** How many tasks are still to come or to go; those that run and are not ready drain. */
    private static int distance(Service service, Ready ready) {
        int missing = service.desired() < 0 ? 0 : Math.abs(service.desired() - ready.count);
        int draining = service.running() < 0 ? 0 : Math.abs(service.running() - ready.count);
        return missing + draining;
    }

    /** The ready tasks of one service. */
    private static final class Ready {

        private static final Ready NONE = new Ready();

        private int count;
        private int ids;

        void add(Task task) {
            count++;
            ids += task.id().hashCode();
        }
    }

    /** A service that is under way, or was a moment ago. */
    private static final class UnderWay {

        private final Attention attention;
        private long version;
        private int desired;
        private int ids;
        private int nearest = Integer.MAX_VALUE;

        UnderWay(long now) {
            attention = new Attention(now);
        }

        /**
         * Whether it has come further. A change of its spec is that; while it is updated, any change of its tasks; else, that it
         * came nearer to what is wanted than it ever was, for what crashes comes near again and again.
         */
        boolean hasMoved(Service service, Ready ready) {
            boolean changed = version != service.version() || desired != service.desired();
            int distance = distance(service, ready);
            boolean moved = changed || service.updating() && ids != ready.ids || distance < nearest;
            nearest = changed ? distance : Math.min(nearest, distance);
            version = service.version();
            desired = service.desired();
            ids = ready.ids;
            return moved;
        }
    }
}
