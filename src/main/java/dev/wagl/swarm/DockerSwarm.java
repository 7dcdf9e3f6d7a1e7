package dev.wagl.swarm;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The Docker API as a source of snapshots.
 *
 * <p>A refresh asks the endpoint that answered last, and the others when it fails: see {@link Round}. One snapshot is one
 * endpoint's: managers may lag behind one another, and are never mixed.
 *
 * <p>Whether services or containers are read is settled by the first snapshot and never changes by itself.
 */
public final class DockerSwarm implements EngineInquiry, AutoCloseable {

    /** How old the engine's word about itself may become; it costs the engine more than the lists. */
    private static final Duration INFO_AGE = Duration.ofSeconds(60);

    /** Who asks for one service waits for the answer. */
    private static final Duration MOST_ASIDE = Duration.ofSeconds(5);

    private static final long THREAD_IDLE_SECONDS = 30;

    /** How long a look may take that used to take no time, where another endpoint can be asked: what hangs costs no more than this. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Times as long as the last one took: a manager that is under load is slow, and does not hang. */
    private static final int TIMES_AS_LONG = 10;

    private final Duration timeout;
    private final ExecutorService threads;
    private final List<DockerEndpoint> endpoints = new ArrayList<>();
    private final List<Tls> tls = new ArrayList<>();
    private final EventStream events;
    private final KnownNetworks networks = new KnownNetworks(System::nanoTime);

    /** What is read; null until the first snapshot has settled it. */
    private volatile Source source;

    /** Null before the first. Most of it recurs in the next. */
    private volatile Snapshot last;

    /** Null until one has answered, and while none does. */
    private volatile DockerEndpoint current;

    /** The last that has answered, even while none does: events come from there. */
    private DockerEndpoint settled;

    /** Nanoseconds that the last look took, at {@link #current}; zero before. */
    private long lookTook;

    private int preferred;

    /** Snapshots of an endpoint that had failed just before. */
    private volatile long gaps;

    private volatile boolean closed;

    /** @throws IllegalArgumentException if an endpoint is not one, with a line that says why */
    public DockerSwarm(SwarmConfig config) {
        this(config, EventStream.Pace.USUAL);
    }

    DockerSwarm(SwarmConfig config, EventStream.Pace eventPace) {
        this(config, eventPace, Allowance.ofHeap());
    }

    /** @param most octets that the answers to one refresh may keep, of whatever endpoints */
    DockerSwarm(SwarmConfig config, EventStream.Pace eventPace, long most) {
        timeout = config.timeout();
        source = config.source();
        List<EndpointAddress> addresses =
                config.endpoints().stream().map(EndpointAddress::parse).toList();
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no endpoint to read from");
        }
        Allowance allowance = new Allowance(most);
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, THREAD_IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "wagl-docker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        for (EndpointAddress address : addresses) {
            Tls secured = address.usesTls(config.certPath() != null)
                    ? new Tls(config.certPath(), config.tlsVerify(), address.host())
                    : null;
            if (secured != null) {
                tls.add(secured);
            }
            endpoints.add(new DockerEndpoint(address, secured, timeout, allowance, threads));
        }
        events = new EventStream(this::endpointForEvents, eventPace);
    }

    /**
     * Reads what is there now. One at a time; callable again after any failure.
     *
     * @throws SwarmException if no endpoint gave a whole and believable answer in time; names each with its reason
     */
    public synchronized Snapshot snapshot() throws SwarmException {
        try {
            Round.Answer<Reading> answer = new Round<>(inOrder(), timeout, this::read, threads).ask();
            settle(answer.endpoint(), answer.given());
            answer.endpoint().took(answer.took());
            gaps += answer.again() ? 1 : 0;
            return answer.given().snapshot();
        } catch (SwarmException e) {
            current = null;
            askAnotherFirst();
            throw closed ? new SwarmException("closed", e) : e;
        }
    }

    /** The one that answered last, and the others in their order. */
    private List<DockerEndpoint> inOrder() {
        List<DockerEndpoint> order = new ArrayList<>(endpoints);
        Collections.rotate(order, -preferred);
        return order;
    }

    /** The next time: a hanging endpoint must not use up half of every refresh. */
    private void askAnotherFirst() {
        preferred = (preferred + 1) % endpoints.size();
    }

    /**
     * Reads what tells whether a snapshot would differ from the last one, from the endpoint that gave that.
     *
     * @return null if there is none, or it costs as much as a snapshot (a plain engine)
     * @throws SwarmException if it cannot be read; the next snapshot asks another endpoint first
     */
    public synchronized Fingerprint fingerprint() throws SwarmException {
        DockerEndpoint endpoint = current;
        if (endpoint == null || source != Source.SWARM) {
            return null;
        }
        long begun = System.nanoTime();
        try {
            Fingerprint now =
                    endpoint.call(patience(), engine -> new SwarmReader(engine, networks, null).fingerprint());
            lookTook = System.nanoTime() - begun;
            return now;
        } catch (EndpointException e) {
            askAnotherFirst();
            throw new SwarmException(endpoint.endpoint() + ": " + e.getMessage(), e);
        }
    }

    /** How long a look may take. */
    private Duration patience() {
        long most = timeout.toNanos() / 2;
        return Duration.ofNanos(
                endpoints.size() == 1 || lookTook == 0
                        ? most
                        : Math.min(most, Math.max(PATIENCE.toNanos(), TIMES_AS_LONG * lookTook)));
    }

    /**
     * What one endpoint has given. Nothing else of it is kept anywhere until it is known to have come in time.
     *
     * @param networks null of a plain engine
     */
    private record Reading(Snapshot snapshot, KnownNetworks.Listed networks) {}

    private Reading read(Engine engine) throws IOException {
        Info info = engine.info(INFO_AGE);
        Source readable = SourceChoice.of(info, source);
        SwarmReader reader = readable == Source.SWARM ? new SwarmReader(engine, networks, last) : null;
        Snapshot snapshot = reader != null ? reader.read(info) : new ContainersReader(engine).read(info);
        if (snapshot.services().isEmpty()) {
            SourceChoice.believeEmptiness(engine.info(Duration.ZERO), readable);
        }
        return new Reading(snapshot, reader == null ? null : reader.listed());
    }

    private void settle(DockerEndpoint endpoint, Reading reading) {
        source = reading.snapshot().source();
        last = reading.snapshot();
        if (reading.networks() != null) {
            networks.remember(reading.networks());
        }
        preferred = endpoints.indexOf(endpoint);
        boolean back = current == null;
        if (current != endpoint) {
            lookTook = 0;
        }
        current = endpoint;
        if (settled != endpoint) {
            settled = endpoint;
            events.move();
        } else if (back) {
            events.resume();
        }
    }

    /**
     * Calls {@code hint} within a moment of each event that may change a snapshot, and whenever such events may have been
     * missed. From a thread of its own; {@code hint} must not block. Once only.
     */
    public void watch(Runnable hint) {
        events.start(hint);
    }

    /** How often the stream of events has ended by itself, or an endpoint has failed and given a snapshot all the same. */
    public long interruptions() {
        return events.interruptions() + gaps;
    }

    private DockerEndpoint endpointForEvents() {
        return current;
    }

    @Override
    public List<EndpointStatus> endpoints() {
        DockerEndpoint now = current;
        return endpoints.stream()
                .map(endpoint -> endpoint.status(endpoint == now))
                .toList();
    }

    @Override
    public List<TaskReport> tasks(Service service) throws SwarmException {
        return aside(
                MOST_ASIDE,
                engine -> service.mode() == Service.Mode.CONTAINER
                        ? List.of(engine.get("/containers/" + escape(service.id()) + "/json", TaskReport::ofContainer))
                        : tasksOf(engine, service.id()));
    }

    private static List<TaskReport> tasksOf(Engine engine, String serviceId) throws IOException {
        String path = "/tasks?filters=" + escape("{\"service\":[\"" + serviceId + "\"]}");
        // Of a service that crashes all day the engine keeps some hundred; the youngest tell why.
        PriorityQueue<TaskReport> youngest = new PriorityQueue<>(TaskReport.BY_AGE);
        engine.get(path, root -> {
            root.list(task -> {
                youngest.add(TaskReport.ofTask(task));
                if (youngest.size() > TaskReport.MOST) {
                    youngest.remove();
                }
            });
            return null;
        });
        return youngest.stream().sorted(TaskReport.BY_AGE.reversed()).toList();
    }

    @Override
    public void scrapeTargets(ScrapeRole role, int port, ScrapeTarget.Sink found) throws SwarmException {
        aside(timeout, engine -> {
            new ScrapeTargets(engine, port, found).read(role);
            return null;
        });
    }

    private <T> T aside(Duration limit, DockerEndpoint.Call<T> call) throws SwarmException {
        DockerEndpoint endpoint = current;
        if (endpoint == null) {
            throw new SwarmException("no endpoint is read at the moment", null);
        }
        try {
            return endpoint.aside(limit.compareTo(timeout) < 0 ? limit : timeout, call);
        } catch (EndpointException e) {
            throw new SwarmException(endpoint.endpoint() + ": " + e.getMessage(), e);
        }
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What is not an error yet and will be one, or slows things down: for the log, on change. */
    public List<String> warnings() {
        Set<String> warnings = new LinkedHashSet<>();
        DockerEndpoint read = current;
        for (DockerEndpoint endpoint : endpoints) {
            String error = endpoint.lastError();
            if (read != null && endpoint != read && error != null) {
                warnings.add(endpoint.endpoint() + ": " + error + "; " + read.endpoint() + " is read instead");
            }
        }
        tls.forEach(one -> warnings.addAll(one.warnings()));
        String silent = events.problem();
        if (silent != null) {
            warnings.add(silent);
        }
        return List.copyOf(warnings);
    }

    /**
     * Calls {@code container} with the id of each container whose process is sent a signal on the engine that is asked. From a
     * thread of its own; must not block. Before {@link #watch}.
     */
    public void watchKills(Consumer<String> container) {
        events.watchKills(container);
    }

    /** Ends what is under way, and every thread and connection. */
    @Override
    public void close() {
        closed = true;
        events.close();
        threads.shutdownNow();
        endpoints.forEach(DockerEndpoint::close);
    }
}
