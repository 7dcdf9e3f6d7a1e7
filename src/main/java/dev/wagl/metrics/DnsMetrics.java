package dev.wagl.metrics;

import dev.wagl.dns.Rcode;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.querylog.QueryLog;
import dev.wagl.transport.DnsServer;
import dev.wagl.transport.TcpCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Queries and responses: {@code wagl_dns_*}. */
@Singleton
final class DnsMetrics implements MeterBinder {

    static final int[] RCODES = {
        Rcode.NOERROR, Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NXDOMAIN, Rcode.NOTIMP, Rcode.REFUSED, Rcode.BADVERS
    };

    private final DnsServer server;
    private final QueryLog log;

    @Inject
    DnsMetrics(DnsServer server, QueryLog log) {
        this.server = server;
        this.log = log;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Transport transport : Transport.values()) {
            bindTo(registry, transport);
        }
        bindConnections(registry);
        for (QueryCounters.Drop reason : QueryCounters.Drop.values()) {
            FunctionCounter.builder("wagl.dns.dropped", server, of -> sumOfAll(counters -> counters.drops(reason)))
                    .description("Messages that got no reply")
                    .tag("reason", word(reason))
                    .register(registry);
        }
        FunctionCounter.builder("wagl.dns.dropped", server, DnsServer::receiveQueueDrops)
                .description("Messages that got no reply")
                .tag("reason", "receive_queue")
                .register(registry);
        FunctionCounter.builder("wagl.dns.slipped", server, of -> sumOfAll(QueryCounters::slips))
                .description("Responses that the rate limit cut to a minimum with TC")
                .register(registry);
        FunctionCounter.builder("wagl.dns.query.log.dropped", log, QueryLog::dropped)
                .description("Lines that the query log had no room for")
                .register(registry);
    }

    private void bindTo(MeterRegistry registry, Transport transport) {
        for (int type = 0; type < QueryCounters.types(); type++) {
            int index = type;
            FunctionCounter.builder(
                            "wagl.dns.requests", server, of -> sum(transport, counters -> counters.requests(index)))
                    .description("Queries")
                    .tag("proto", word(transport))
                    .tag("type", QueryCounters.typeName(type))
                    .register(registry);
        }
        for (QueryCounters.Source source : QueryCounters.Source.values()) {
            for (int rcode : RCODES) {
                FunctionCounter.builder(
                                "wagl.dns.responses",
                                server,
                                of -> sum(transport, counters -> counters.responses(rcode, source)))
                        .description("Responses, by where they came from")
                        .tag("proto", word(transport))
                        .tag("rcode", Rcode.mnemonic(rcode))
                        .tag("source", word(source))
                        .register(registry);
            }
        }
    }

    private void bindConnections(MeterRegistry registry) {
        TcpCounters connections = server.connections();
        Gauge.builder("wagl.dns.tcp.connections", connections, TcpCounters::open)
                .description("TCP connections now")
                .register(registry);
        Gauge.builder("wagl.dns.tcp.held", connections, TcpCounters::held)
                .description("What unfinished queries and untaken responses take now")
                .baseUnit(BaseUnits.BYTES)
                .register(registry);
        for (TcpCounters.CutOff reason : TcpCounters.CutOff.values()) {
            FunctionCounter.builder("wagl.dns.tcp.cut.off", connections, of -> of.cutOff(reason))
                    .description("TCP connections that were ended by the server's limits")
                    .tag("reason", word(reason))
                    .register(registry);
        }
    }

    private double sumOfAll(ToLongFunction<QueryCounters> counter) {
        double sum = 0;
        for (Transport transport : Transport.values()) {
            sum += sum(transport, counter);
        }
        return sum;
    }

    private double sum(Transport transport, ToLongFunction<QueryCounters> counter) {
        return server.counters(transport).stream().mapToLong(counter).sum();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
