package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.querylog.QueryLog;
import dev.wagl.querylog.QueryLog.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lines of the query log from a whole server: also of what has waited for an upstream. */
class LoggedQueriesTest {

    private static final Pattern SECONDS = Pattern.compile(".* (\\d+\\.\\d+)s");

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private String line(String name) {
        await().until(() -> lines.stream().anyMatch(line -> line.contains(" IN " + name + " ")));
        return lines.stream()
                .filter(line -> line.contains(" IN " + name + " "))
                .reduce((one, next) -> next)
                .orElseThrow();
    }

    private static double seconds(String line) {
        Matcher matcher = SECONDS.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void whatIsAnsweredAtOnceAndWhatHasWaitedHaveALineEach() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(300, asked::answer));
                ForwardingServer server = forwarding()
                        .to(upstream)
                        .log(new QueryLog(Level.ALL, lines::add))
                        .start()) {
            for (int i = 0; i < 3; i++) {
                server.ask("api.swarm.");
            }
            await().until(() -> lines.size() == 3);
            assertThat(line("api.swarm."))
                    .matches("127\\.0\\.0\\.1:\\d+ - \\d+ \"A IN api\\.swarm\\. udp \\d+ .*")
                    .contains(" NOERROR qr,aa,rd,ra ");
            server.ask("slow.example.");
            assertThat(line("slow.example."))
                    .matches("127\\.0\\.0\\.1:\\d+ - \\d+ \"A IN slow\\.example\\. udp \\d+ .*")
                    .contains(" NOERROR qr,rd,ra ");
            assertThat(seconds(line("slow.example."))).isBetween(0.29, 30.0);
            // One of three, for the machine may stall.
            assertThat(lines.stream()
                            .limit(3)
                            .mapToDouble(LoggedQueriesTest::seconds)
                            .min()
                            .orElseThrow())
                    .isLessThan(0.29);
            assertThat(lines).hasSize(4);
        }
    }

    @Test
    void overTcpToo() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(300, asked::answer));
                ForwardingServer server = forwarding()
                        .to(upstream)
                        .log(new QueryLog(Level.ALL, lines::add))
                        .start()) {
            server.askOverTcp("api.swarm.");
            server.askOverTcp("slow.example.");
            assertThat(line("api.swarm.")).contains(" tcp ").contains(" 65535\" NOERROR qr,aa,rd,ra ");
            assertThat(line("slow.example.")).contains(" tcp ").contains(" 65535\" NOERROR qr,rd,ra ");
            assertThat(seconds(line("slow.example."))).isBetween(0.29, 30.0);
        }
    }

    @Test
    void ofErrorsAloneWhereThatIsWanted() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding()
                        .to(upstream)
                        .allow("192.0.2.0/24")
                        .log(new QueryLog(Level.ERRORS, lines::add))
                        .start()) {
            server.ask("api.swarm.");
            server.ask("nothing.swarm.");
            server.ask("external.example.");
            assertThat(line("external.example.")).contains(" REFUSED qr,rd ");
            assertThat(lines).hasSize(1);
        }
    }
}
