package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The memory that stack.yml gives, while many ask: it has to do for the server and for the health check's own JVM beside it. */
@RealEngine
class MemoryIT {

    private static final String QUERIES = """
            ns.swarm A
            managers.swarm A
            swarm SOA
            swarm TXT
            solo.node.swarm AAAA
            nothing.swarm A
            """;

    private static final Pattern COMPLETED = Pattern.compile("Queries completed: +(\\d+)");

    @Test
    void isEnoughUnderLoadAndHealthChecks() {
        Manager manager = OneManager.deployed();
        String container = manager.container(manager.running("wagl_wagl", 1).get(0));
        long limit = Long.parseLong(manager.inspect("container", container, "{{.HostConfig.Memory}}"));
        MemoryGroup memory = MemoryGroup.of(container);

        CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> load(manager.machine()));
        CompletableFuture<Integer> checks = CompletableFuture.supplyAsync(() -> {
            int done = 0;
            for (; !load.isDone(); done++) {
                manager.docker("exec", container, "wagl", "healthcheck");
            }
            return done;
        });
        AtomicLong most = new AtomicLong();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    most.accumulateAndGet(memory.anonymous(), Math::max);
                    return load.isDone() && checks.isDone();
                });

        Matcher completed = COMPLETED.matcher(load.join());
        assertThat(completed.find()).as(load.join()).isTrue();
        System.out.printf(
                "Memory: at most %,d octets of processes, %,d with files' pages, of %,d, over %s queries and %d health checks%n",
                most.get(), memory.peak(), limit, completed.group(1), checks.join());
        assertThat(Integer.parseInt(completed.group(1))).isGreaterThan(10_000);
        assertThat(checks.join()).isPositive();
        assertThat(limit).isEqualTo(256 << 20);
        assertThat(most.get()).isBetween(30L << 20, 200L << 20);
        assertThat(memory.killed()).isZero();
        assertThat(manager.inspect("container", container, "{{.State.OOMKilled}} {{.State.Running}}"))
                .isEqualTo("false true");
    }

    private static String load(Machine server) {
        try {
            Path queries = Files.writeString(Machines.file("queries"), QUERIES);
            return Command.of(
                            "dnsperf",
                            "-s",
                            server.address(),
                            "-d",
                            queries.toString(),
                            "-l",
                            "15",
                            "-c",
                            "20",
                            "-T",
                            "1")
                    .output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
