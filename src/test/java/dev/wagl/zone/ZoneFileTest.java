package dev.wagl.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Master;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;

class ZoneFileTest {

    private static final Name APEX = Name.parse("swarm.");
    private static final Name API = Name.parse("api.swarm.");

    /** Every octet that means something in a master file (RFC 1035 5.1), and such that are not ASCII (RFC 4343 2.1). */
    private static final String AWKWARD =
            "a\\.b\\\"c\\;d\\(e\\)f\\@g\\$h\\\\i\\032j\\009k\\010l\\000m\\255n*.\\042.\\@.swarm.";

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static ZoneBuilder builder() {
        return Zone.builder(APEX, 1, 7)
                .address(API, 5, ip("10.0.0.2"), 1)
                .address(API, 5, ip("10.0.0.1"), 1)
                .address(API, 9, ip("fd00::1"), 1)
                .srv(Name.parse("_api._tcp.swarm."), 5, 1, 2, 80, API)
                .ptr(Name.reverse(ip("10.0.0.1")), 5, API)
                .ownNameServerAddress(ip("192.0.2.53"));
    }

    @Test
    void theWholeTextOfASmallZone() {
        Zone zone = builder().build();

        assertThat(ZoneFile.of(zone))
                .containsExactly(
                        new ZoneFile(APEX, """
                                swarm. 1 IN SOA ns.swarm. hostmaster.swarm. 7 3600 600 86400 1
                                swarm. 1 IN NS ns.swarm.
                                swarm. 1 IN TXT "generation=%s"
                                _api._tcp.swarm. 5 IN SRV 1 2 80 api.swarm.
                                api.swarm. 5 IN A 10.0.0.1
                                api.swarm. 5 IN A 10.0.0.2
                                api.swarm. 9 IN AAAA fd00::1
                                ns.swarm. 1 IN A 192.0.2.53
                                """.formatted(zone.generationText())),
                        new ZoneFile(Name.parse("1.0.0.10.in-addr.arpa."), """
                                1.0.0.10.in-addr.arpa. 1 IN SOA ns.swarm. hostmaster.swarm. 7 3600 600 86400 1
                                1.0.0.10.in-addr.arpa. 1 IN NS ns.swarm.
                                1.0.0.10.in-addr.arpa. 5 IN PTR api.swarm.
                                """));
    }

    @Test
    void aNameWithoutRecordsExistsInTheFileUnlessANameBelowItSaysSo() {
        Zone zone = builder()
                .exists(Name.parse("down.swarm."), "0 of 3 tasks running")
                .exists(Name.parse("_down._udp.swarm."), null)
                .exists(Name.parse("deep.swarm."), "held by the name below")
                .exists(Name.parse("1.deep.swarm."), "instance 1 is not running")
                .build();

        assertThat(ZoneFile.of(zone).get(0).text().lines().filter(line -> line.contains("TYPE")))
                .containsExactly(
                        "_down._udp.swarm. 1 IN TYPE65281 \\# 0",
                        "1.deep.swarm. 1 IN TYPE65281 \\# 0",
                        "down.swarm. 1 IN TYPE65281 \\# 0");
    }

    /** What an independent reader makes of the text is what the zone holds, whatever octets its names are made of. */
    @Test
    void dnsjavaReadsBackWhatTheZoneHolds() throws IOException {
        Name awkward = Name.parse(AWKWARD);
        Name longest = Name.parse(("x".repeat(63) + ".").repeat(3) + "y".repeat(55) + ".swarm.");
        Zone zone = builder()
                .address(awkward, 0, ip("10.0.0.3"), 1)
                .srv(awkward.child("_srv"), Integer.MAX_VALUE, 65_535, 0, 0, awkward)
                .ptr(Name.reverse(ip("fd00::1")), 5, awkward)
                .address(longest, 5, ip("::"), 1)
                .address(Name.parse("1\\0502.swarm."), 5, ip("10.0.0.4"), 1)
                .build();
        assertThat(longest.length()).isEqualTo(255);

        List<String> read = new ArrayList<>();
        for (ZoneFile file : ZoneFile.of(zone)) {
            List<Record> records = records(file);
            assertThat(records.get(0)).isInstanceOf(SOARecord.class);
            assertThat(records.get(0).getName().toWire()).isEqualTo(file.apex().toWire());
            records.forEach(record -> read.add(line(record)));
        }

        List<String> held = new ArrayList<>();
        zone.owners().forEach(owner -> held.addAll(zone.describe(owner)));
        assertThat(held).anyMatch(line -> line.contains("\\000"));
        assertThat(read).containsExactlyInAnyOrderElementsOf(held);
    }

    /** No origin is given: every name in the text is absolute. */
    private static List<Record> records(ZoneFile file) throws IOException {
        byte[] text = file.text().getBytes(StandardCharsets.US_ASCII);
        try (Master master = new Master(new ByteArrayInputStream(text), null)) {
            List<Record> records = new ArrayList<>();
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
            return records;
        }
    }

    /** In our words, from the octets that dnsjava read. */
    private static String line(Record record) {
        byte[] owner = record.getName().toWire();
        return Name.copyOf(owner, 0, owner.length) + " " + record.getTTL() + " IN "
                + RecordType.mnemonic(record.getType()) + " "
                + RdataText.of(record.getType(), record.rdataToWireCanonical());
    }

    @Test
    void theSameContentIsTheSameText() {
        assertThat(ZoneFile.of(builder().build()))
                .isEqualTo(ZoneFile.of(builder().build()));
    }
}
