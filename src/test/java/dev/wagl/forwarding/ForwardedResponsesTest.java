package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.answers;
import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static dev.wagl.forwarding.ForwardingServer.rcode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A response that an upstream had a part in is like any other: its size, its OPT record, its question. */
class ForwardedResponsesTest {

    private static Message manyAddresses(TestUpstream.Asked asked) {
        return asked.with(IntStream.range(0, 100)
                .mapToObj(i -> new ARecord(asked.question().getName(), DClass.IN, 300, TestUpstream.ip("192.0.2." + i)))
                .toArray(Record[]::new));
    }

    /** Cut for who takes little, from whoever it comes; whole over TCP, and that from the cache. */
    @Test
    void aBigAnswerIsCutForWhoTakesLittleAndHadOverTcp() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> {
                    if (asked.tcp()) {
                        asked.send(manyAddresses(asked).toWire());
                    } else {
                        asked.truncate();
                    }
                });
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (int i = 0; i < 2; i++) {
                Message cut = server.ask("big.example.");
                assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
                assertThat(cut.numBytes()).isLessThanOrEqualTo(1232);
                SimpleResolver old = server.resolver();
                old.setEDNS(-1);
                Message without = old.send(ForwardingServer.query("big.example.", Type.A));
                assertThat(without.getHeader().getFlag(Flags.TC)).isTrue();
                assertThat(without.numBytes()).isLessThanOrEqualTo(512);
                assertThat(without.getOPT()).isNull();
            }
            assertThat(server.askOverTcp("big.example.").getSection(Section.ANSWER))
                    .hasSize(100);
            assertThat(upstream.asked()).hasSize(2);
        }
    }

    /** What was asked for beside the question, and how that was spelt, survives the wait. */
    @Test
    void whoHasWaitedGetsItsOwnIdLettersIdentifierAndCookie() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(100, asked::answer));
                ForwardingServer server = forwarding().to(upstream).start()) {
            Message query = ForwardingServer.query("wWw.ExAmPlE.", Type.A);
            query.getHeader().setID(4711);
            query.addRecord(
                    new OPTRecord(1232, 0, 0, 0, List.of(new NSIDOption(new byte[0]), new CookieOption(new byte[8]))),
                    Section.ADDITIONAL);
            SimpleResolver resolver = server.resolver();
            resolver.setEDNS(-1);
            Message response = resolver.send(query);
            assertThat(answers(response)).isEqualTo(TestUpstream.ADDRESS);
            assertThat(response.getHeader().getID()).isEqualTo(4711);
            assertThat(response.getQuestion().getName()).hasToString("wWw.ExAmPlE.");
            assertThat(response.getOPT().getOptions(EDNSOption.Code.NSID)).hasSize(1);
            assertThat(response.getOPT().getOptions(EDNSOption.Code.COOKIE)).hasSize(1);
        }
    }

    /** RFC 4035 3.2.2: who recurses MUST copy CD, who is authoritative clears it (3.1.6). */
    @Test
    void theCdBitIsRepeatedUnlessTheAnswerIsOurs() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (String name : List.of("www.example.", "www.example.", "api.swarm.", "localhost.")) {
                Message query = ForwardingServer.query(name, Type.A);
                assertThat(server.resolver().send(query).getHeader().getFlag(Flags.CD))
                        .isFalse();
                query.getHeader().setFlag(Flags.CD);
                Message response = server.resolver().send(query);
                assertThat(rcode(response)).isEqualTo("NOERROR");
                assertThat(response.getHeader().getFlag(Flags.CD)).as(name).isEqualTo(name.equals("www.example."));
            }
            assertThat(upstream.asked()).as("with CD and without").hasSize(2);
        }
    }

    /** Our zone says what is in our zone. */
    @Test
    void anAliasIntoOurZoneIsNotFilledByTheUpstream() throws Exception {
        Name inside = Name.fromConstantString("api.swarm.");
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.send(asked.with(
                                new CNAMERecord(asked.question().getName(), DClass.IN, 300, inside),
                                new ARecord(inside, DClass.IN, 300, TestUpstream.ip("203.0.113.66")))
                        .toWire()));
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (int i = 0; i < 2; i++) {
                assertThat(answers(server.ask("alias.example."))).doesNotContain("203.0.113.66");
                assertThat(answers(server.ask("api.swarm."))).isEqualTo("10.0.0.11");
            }
            assertThat(upstream.asked()).isNotEmpty();
        }
    }

    @Test
    void namesThatAreNobodysAreAnsweredHere() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                TestUpstream reverse = TestUpstream.truthful();
                ForwardingServer server = forwarding()
                        .to(upstream.toString(), "10.in-addr.arpa=" + reverse)
                        .start()) {
            assertThat(answers(server.ask("localhost."))).isEqualTo("127.0.0.1");
            assertThat(rcode(server.ask("x.invalid."))).isEqualTo("NXDOMAIN");
            assertThat(rcode(server.ask("1.1.168.192.in-addr.arpa.", Type.PTR))).isEqualTo("NXDOMAIN");
            assertThat(upstream.asked()).isEmpty();
            server.ask("1.1.1.10.in-addr.arpa.", Type.PTR);
            assertThat(reverse.asked()).hasSize(1);
        }
    }

    @Test
    void withoutACacheEachQuestionIsAsked() throws Exception {
        try (TestUpstream upstream = TestUpstream.truthful();
                ForwardingServer server =
                        forwarding().to(upstream).cacheBytes(0).start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(answers(server.ask("www.example."))).isEqualTo(TestUpstream.ADDRESS);
            }
            assertThat(upstream.asked()).hasSize(3);
        }
    }

    /** A socket that is left open by one query in a hundred would be the end within the hour. */
    @Test
    void noSocketIsLeftOpen() throws Exception {
        try (TestUpstream mixed = TestUpstream.start(asked -> {
                    switch (asked.id() % 5) {
                        case 0 -> asked.answer();
                        case 1 -> asked.reply(Rcode.SERVFAIL);
                        case 2 -> {
                            if (asked.tcp()) {
                                asked.reset();
                            } else {
                                asked.truncate();
                            }
                        }
                        case 3 -> asked.later(30, asked::answer);
                        default -> asked.sendFromElsewhere(asked.truth().toWire());
                    }
                });
                TestUpstream good = TestUpstream.truthful();
                ForwardingServer server =
                        forwarding().to(mixed, good).patience(Patience.USUAL).start()) {
            server.ask("warm.example.");
            long before = openSockets();
            for (int i = 0; i < 300; i++) {
                assertThat(answers(server.ask(i + ".leak.example."))).isEqualTo(TestUpstream.ADDRESS);
            }
            await().untilAsserted(() -> {
                assertThat(server.engine().waitingNow()).isZero();
                assertThat(openSockets()).isLessThanOrEqualTo(before + 6);
            });
        }
    }

    private static long openSockets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(ForwardedResponsesTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            // It was closed meanwhile.
            return false;
        }
    }
}
