package dev.wagl.querylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import dev.wagl.conformance.ZoneText;
import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.querylog.QueryLog.Level;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What the lines say, of what there is one, and what becomes of those that nobody takes. */
class QueryLogTest {

    private static final InetAddress CLIENT = ZoneText.ip("192.0.2.7");

    /** CoreDNS' form, as those read it who collect its logs. */
    private static final Pattern FORM =
            Pattern.compile("\\S+:\\d+ - \\d+ \"\\S+ \\S+ \\S+ (udp|tcp) \\d+ (true|false) \\d+\""
                    + " [A-Z0-9]+ ([a-z]{1,2}(,[a-z]{1,2})*) \\d+ \\d+\\.\\d+s");

    private final CurrentZone zone = new CurrentZone(Name.parse("swarm."));
    private final List<String> lines = new ArrayList<>();

    QueryLogTest() {
        zone.publish(Zone.builder(Name.parse("swarm."), 1, 1)
                .address(Name.parse("api.swarm."), 1, ZoneText.ip("10.0.0.11"), 1)
                .build());
    }

    /** One event loop, as far as the log knows it. */
    private final class Loop {

        private final QueryProcessor processor;
        private final LoopLog log;

        Loop(QueryLog queryLog, Transport transport) {
            processor = new QueryProcessor(zone, transport, "node-1", "2.0", 42);
            log = queryLog.loop(transport, processor);
        }

        void answer(byte[] query, InetAddress client, int port, long nanos) {
            if (processor.process(query, query.length, client) == Verdict.RESPOND && log != null) {
                log.responded(client, port, query.length, nanos);
            }
        }
    }

    private QueryLog log(Level level) {
        return new QueryLog(level, lines::add);
    }

    /** The line about one query. */
    private String line(Transport transport, byte[] query, InetAddress client) {
        QueryLog log = log(Level.ALL);
        new Loop(log, transport).answer(query, client, 50_759, 41_230);
        log.write();
        assertThat(lines).hasSize(1);
        return lines.remove(0);
    }

    private static Message query(String name, int type) {
        Message query = Message.newQuery(Record.newRecord(name(name), type, DClass.IN));
        query.getHeader().setID(29_008);
        return query;
    }

    private static org.xbill.DNS.Name name(String text) {
        return org.xbill.DNS.Name.fromConstantString(text);
    }

    private static byte[] raw(byte[]... labels) {
        ByteBuffer query = ByteBuffer.allocate(512);
        query.putShort((short) 1).putShort((short) 0x0100).putShort((short) 1).putShort((short) 0);
        query.putInt(0);
        for (byte[] label : labels) {
            query.put((byte) label.length).put(label);
        }
        query.put((byte) 0).putShort((short) Type.A).putShort((short) DClass.IN);
        return java.util.Arrays.copyOf(query.array(), query.position());
    }

    @Test
    void aLineIsThatOfCoreDns() {
        Message query = query("API.swarm.", Type.A);
        query.addRecord(new OPTRecord(4096, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        byte[] wire = query.toWire();
        assertThat(line(Transport.UDP, wire, CLIENT))
                .matches(FORM)
                .isEqualTo(
                        "192.0.2.7:50759 - 29008 \"A IN api.swarm. udp 38 true 4096\" NOERROR qr,aa,rd 54 0.000041230s");
    }

    @Test
    void aClientOfIpv6StandsInBrackets() {
        assertThat(line(Transport.TCP, query("nothing.swarm.", Type.SRV).toWire(), ZoneText.ip("2001:db8::1")))
                .matches(FORM)
                .startsWith(
                        "[2001:db8::1]:50759 - 29008 \"SRV IN nothing.swarm. tcp 31 false 65535\" NXDOMAIN qr,aa,rd ");
    }

    @Test
    void whatHasNoMnemonicIsANumber() {
        Message query = Message.newQuery(Record.newRecord(name("api.swarm."), 65_280, 4_711));
        assertThat(line(Transport.UDP, query.toWire(), CLIENT))
                .matches(FORM)
                .contains("\"TYPE65280 CLASS4711 api.swarm. udp 27 false 512\" REFUSED qr,rd ");
    }

    @Test
    void anRcodeHasItsUpperBits() {
        Message query = query("api.swarm.", Type.A);
        query.addRecord(new OPTRecord(100, 0, 1), Section.ADDITIONAL);
        assertThat(line(Transport.UDP, query.toWire(), CLIENT)).matches(FORM).contains("udp 38 false 512\" BADVERS qr");
    }

    @Test
    void aQuestionThatIsNotUnderstoodIsNone() {
        Message query = query("api.swarm.", Type.A);
        query.addRecord(query.getQuestion(), Section.QUESTION);
        assertThat(line(Transport.UDP, query.toWire(), CLIENT))
                .matches(FORM)
                .contains(" - 29008 \"- - . udp ")
                .contains("\" FORMERR qr");
    }

    /** No octet of a name begins a line of its own, ends the quotation, or tells a terminal what to do. */
    @Test
    void octetsOfNamesAreEscaped() {
        for (int octet = 0; octet < 256; octet++) {
            String line = line(Transport.UDP, raw(new byte[] {'x', (byte) octet}, "swarm".getBytes()), CLIENT);
            assertThat(line).as("octet %d", octet).matches("[ -~]+");
            assertThat(line.replace("\\\"", "")).as("octet %d", octet).matches(FORM);
        }
        assertThat(line(Transport.UDP, raw("a\n\u001b[2J\" b.c".getBytes(), "swarm".getBytes()), CLIENT))
                .contains("\"A IN a\\010\\027[2j\\\"\\032b\\.c.swarm. udp ");
    }

    @Test
    void aNameIsCut() {
        byte[] label = new byte[60];
        assertThat(line(Transport.UDP, raw(label, label, label, "swarm".getBytes()), CLIENT))
                .matches(FORM)
                .contains(" \"A IN " + "\\000".repeat(60) + "." + "\\000".repeat(3) + "... udp ");
    }

    /** Half an escape would be another name, or an end of the quotation. */
    @Test
    void noEscapeIsCut() {
        for (int before = 1; before < 10; before++) {
            byte[] label = ("a".repeat(before) + ".".repeat(60 - before)).getBytes();
            String line = line(Transport.UDP, raw(label, label, label, "swarm".getBytes()), CLIENT);
            String name = line.substring(line.indexOf(" IN ") + 4, line.indexOf("... udp"));
            assertThat(name).matches("(a+(\\\\\\.)+\\.)*a*(\\\\\\.)*").hasSizeBetween(254, 255);
        }
    }

    @Test
    void errorsAreThoseOfTheServer() {
        QueryLog log = log(Level.ERRORS);
        Loop loop = new Loop(log, Transport.UDP);
        for (byte[] query : queriesOfEachKind()) {
            loop.answer(query, CLIENT, 1, 0);
        }
        log.write();
        assertThat(lines)
                .extracting(line -> line.replaceAll(".*\" (\\w+) .*", "$1"))
                .containsExactly("REFUSED", "NOTIMP");
    }

    private static List<byte[]> queriesOfEachKind() {
        Message update = query("api.swarm.", Type.A);
        update.getHeader().setOpcode(Opcode.UPDATE);
        return List.of(
                query("api.swarm.", Type.A).toWire(),
                query("api.swarm.", Type.AAAA).toWire(),
                query("nothing.swarm.", Type.A).toWire(),
                query("example.org.", Type.A).toWire(),
                update.toWire());
    }

    @Test
    void whereTheLogIsOffThereIsNone() {
        QueryLog log = log(Level.OFF);
        assertThat(log.loop(Transport.UDP, null)).isNull();
        log.start();
        log.close().join();
        assertThat(lines).isEmpty();
    }

    @Test
    void whatIsNotTakenIsLostAndCounted() {
        QueryLog log = log(Level.ALL);
        Loop full = new Loop(log, Transport.UDP);
        Loop other = new Loop(log, Transport.TCP);
        byte[] query = query("api.swarm.", Type.A).toWire();
        for (int asked = 0; asked < LoopLog.ROOM + 5; asked++) {
            full.answer(query, CLIENT, 1 + asked, 0);
        }
        other.answer(query, CLIENT, 9, 0);
        assertThat(log.dropped()).isEqualTo(5);
        log.write();
        assertThat(lines).hasSize(LoopLog.ROOM + 1);
        assertThat(lines.get(0)).startsWith("192.0.2.7:1 ");
        assertThat(lines.get(LoopLog.ROOM - 1)).startsWith("192.0.2.7:" + LoopLog.ROOM + " ");
        assertThat(lines.get(LoopLog.ROOM)).contains(" tcp ");
        full.answer(query, CLIENT, 7, 0);
        log.write();
        assertThat(lines).hasSize(LoopLog.ROOM + 2).last().asString().startsWith("192.0.2.7:7 ");
        assertThat(log.dropped()).isEqualTo(5);
    }

    /** As where what reads the log has stopped to do so. The event loop goes on, and what there was room for is written in the end. */
    @Test
    void aLogThatIsNotTakenKeepsNobodyWaiting() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        QueryLog log = new QueryLog(Level.ALL, line -> {
            lines.add(line);
            begun.countDown();
            awaitUninterrupted(taken);
        });
        log.start();
        Loop loop = new Loop(log, Transport.UDP);
        byte[] query = query("api.swarm.", Type.A).toWire();
        loop.answer(query, CLIENT, 1, 0);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        for (int asked = 0; asked < 2 * LoopLog.ROOM; asked++) {
            loop.answer(query, CLIENT, 2, 0);
        }
        assertThat(log.dropped()).isEqualTo(LoopLog.ROOM);
        taken.countDown();
        log.close().get(20, TimeUnit.SECONDS);
        assertThat(lines).hasSize(1 + LoopLog.ROOM);
    }

    @Test
    void linesThatHaveNoRoomYetAreWrittenLater() throws Exception {
        AtomicInteger room = new AtomicInteger(2);
        QueryLog log = new QueryLog(Level.ALL, lines::add, () -> room.getAndDecrement() > 0);
        Loop loop = new Loop(log, Transport.UDP);
        byte[] query = query("api.swarm.", Type.A).toWire();
        for (int asked = 1; asked <= LoopLog.ROOM + 1; asked++) {
            loop.answer(query, CLIENT, asked, 0);
        }
        log.write();
        assertThat(lines).hasSize(2);
        assertThat(log.dropped()).isOne();
        room.set(LoopLog.ROOM);
        log.write();
        assertThat(lines).hasSize(LoopLog.ROOM);
        assertThat(lines.get(2)).startsWith("192.0.2.7:3 ");
    }

    @Test
    void aLineThatCannotBeWrittenIsNotTheLast() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        QueryLog log = new QueryLog(Level.ALL, line -> {
            if (refused.getCount() > 0) {
                refused.countDown();
                throw new IllegalStateException("as it is to be");
            }
            taken.countDown();
        });
        log.start();
        Loop loop = new Loop(log, Transport.UDP);
        byte[] query = query("api.swarm.", Type.A).toWire();
        loop.answer(query, CLIENT, 1, 0);
        assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
        loop.answer(query, CLIENT, 2, 0);
        assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(log.dropped()).isOne();
        log.close().get(20, TimeUnit.SECONDS);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** On the event loop: the text is made elsewhere. */
    @Test
    void aLineCostsTheEventLoopNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeThat(threads.isThreadAllocatedMemorySupported()).isTrue();
        QueryLog log = new QueryLog(Level.ALL, line -> {});
        Loop loop = new Loop(log, Transport.UDP);
        byte[] query = query("api.swarm.", Type.A).toWire();
        long allocated = 0;
        for (int round = 0; round < 300; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int asked = 0; asked < LoopLog.ROOM; asked++) {
                loop.answer(query, CLIENT, 1, 0);
            }
            allocated += round < 50 ? 0 : threads.getCurrentThreadAllocatedBytes() - before;
            log.write();
        }
        assertThat(log.dropped()).isZero();
        assertThat(allocated).isLessThan(64 << 10);
    }
}
