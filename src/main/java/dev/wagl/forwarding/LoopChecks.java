package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Finds upstreams that lead back to us: a name that nobody else can know is asked of one, and if somebody asks it of us, that
 * upstream asks us, directly or through others. It is left out then, and looked at again later.
 *
 * <p>That is done at the start, and whenever somebody asks what an upstream is being asked for at the moment and looks like that
 * upstream. A query that comes back could be known by a mark of its own, an option of EDNS, say, but not every server hands one on.
 */
final class LoopChecks {

    private static final Logger LOG = Logger.getLogger(LoopChecks.class);

    /** Stands below no zone there is, and tells those who see it what it is for. */
    private static final Name ZONE = Name.parse("wagl-loop-check.");

    private static final int TOKEN_OCTETS = 16;

    private final ForwardingLoop loop;
    private final Consumer<UpstreamServer> found;
    private final Map<Name, UpstreamServer> asked = new ConcurrentHashMap<>();

    /** @param found called on the forwarding loop when an upstream was found to lead back */
    LoopChecks(ForwardingLoop loop, Consumer<UpstreamServer> found) {
        this.loop = loop;
        this.found = found;
    }

    /** Something looks as if it had come back from an upstream. */
    void suspect(UpstreamServer server) {
        checkAfter(loop.patience().betweenLooks(), server);
    }

    /** An upstream that led back to us perhaps does not any more. */
    void lookAgain(UpstreamServer server) {
        checkAfter(loop.patience().betweenMeasurements(), server);
    }

    private void checkAfter(Duration pause, UpstreamServer server) {
        if (server.mayCheck(System.nanoTime(), pause.toNanos())) {
            check(server);
        }
    }

    /** Sends an upstream a name of its own. TLS leads back to nobody, since nobody here speaks it. On the forwarding loop. */
    private void check(UpstreamServer server) {
        if (server.upstream().tls()) {
            return;
        }
        Name name = token();
        // One that was under way when another found it to lead back says nothing about what is true since.
        boolean again = server.leadsBack();
        asked.put(name, server);
        Question question = new Question(name, RecordType.HINFO, false, false);
        byte[] query = loop.encoder().encode(question, loop.random().nextInt(1 << 16), true, true);
        DatagramExchange exchange =
                new DatagramExchange(loop, server.upstream().address(), query, new DatagramExchange.Listener() {
                    @Override
                    public void received(byte[] message, int length) {
                        // Whatever it says: what counts is who else is asked.
                    }

                    @Override
                    public void unreachable(Throwable cause) {
                        // Then it leads nowhere.
                    }
                });
        loop.after(loop.patience().inAll(), () -> {
            exchange.close();
            if (asked.remove(name) != null && again && server.leadsBack()) {
                server.leadsBack(false);
                LOG.infof("Upstream %s does not lead back to this server any more", server.upstream());
            }
        });
    }

    private Name token() {
        byte[] octets = new byte[TOKEN_OCTETS];
        loop.random().nextBytes(octets);
        return Name.parse(HexFormat.of().formatHex(octets)).under(ZONE);
    }

    /** Whether a question is one of ours that has come back. From any thread. */
    boolean isOurs(Question question) {
        if (!question.name().isAtOrBelow(ZONE)) {
            return false;
        }
        UpstreamServer server = asked.remove(question.name());
        if (server == null) {
            return false;
        }
        loop.execute(() -> {
            if (!server.leadsBack()) {
                server.leadsBack(true);
                LOG.warnf("Upstream %s asks this server what it is asked: left out", server.upstream());
                found.accept(server);
            }
        });
        return true;
    }
}
