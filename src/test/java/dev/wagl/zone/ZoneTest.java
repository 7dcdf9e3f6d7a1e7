package dev.wagl.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ZoneTest {

    private static final Name APEX = Name.parse("swarm.");
    private static final Name API = Name.parse("api.billing.swarm.");

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private static ZoneBuilder builder() {
        return Zone.builder(APEX, 1, 7);
    }

    @Test
    void recordsAreToldAsLinesOfAZoneFile() {
        Zone zone = builder()
                .address(API, 5, ip("10.0.0.2"), 1)
                .address(API, 5, ip("10.0.0.1"), 1)
                .address(API, 5, ip("fd00::1"), 1)
                .srv(Name.parse("_api._tcp.billing.swarm."), 5, 1, 2, 80, API)
                .ptr(Name.reverse(ip("10.0.0.1")), 5, API)
                .build();

        assertThat(zone.describe(API))
                .containsExactly(
                        "api.billing.swarm. 5 IN A 10.0.0.1",
                        "api.billing.swarm. 5 IN A 10.0.0.2",
                        "api.billing.swarm. 5 IN AAAA fd00::1");
        assertThat(zone.describe(Name.parse("_api._tcp.billing.swarm.")))
                .containsExactly("_api._tcp.billing.swarm. 5 IN SRV 1 2 80 api.billing.swarm.");
        assertThat(zone.describe(Name.parse("1.0.0.10.in-addr.arpa.")))
                .containsExactly(
                        "1.0.0.10.in-addr.arpa. 1 IN NS ns.swarm.",
                        "1.0.0.10.in-addr.arpa. 1 IN SOA ns.swarm. hostmaster.swarm. 7 3600 600 86400 1",
                        "1.0.0.10.in-addr.arpa. 5 IN PTR api.billing.swarm.");
        assertThat(zone.describe(APEX))
                .containsExactly(
                        "swarm. 1 IN NS ns.swarm.",
                        "swarm. 1 IN SOA ns.swarm. hostmaster.swarm. 7 3600 600 86400 1",
                        "swarm. 1 IN TXT \"generation=" + zone.generationText() + "\"");
        assertThat(zone.describe(Name.parse("missing.swarm."))).isEmpty();
        assertThat(zone.owners()).hasSize(4).isSorted();
        assertThat(zone.names()).isEqualTo(4);
        assertThat(zone.records(RecordType.A)).isEqualTo(2);
        assertThat(zone.records(RecordType.HINFO)).isZero();
    }

    /** RFC 2181 5: each record once, one TTL. */
    @Test
    void anRRsetHoldsEachRecordOnceAndOneTtl() {
        Zone zone = builder()
                .address(API, 60, ip("10.0.0.1"), 1)
                .address(API, 5, ip("10.0.0.2"), 1)
                .address(API, 30, ip("10.0.0.1"), 9)
                .build();

        assertThat(zone.describe(API))
                .containsExactly("api.billing.swarm. 5 IN A 10.0.0.1", "api.billing.swarm. 5 IN A 10.0.0.2");
    }

    @Test
    void theOrderOfBuildingDoesNotMatter() {
        List<Consumer<ZoneBuilder>> steps = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int n = i;
            Name instance = Name.parse(n + ".swarm.");
            steps.add(zone -> zone.address(API, 5, ip("10.0.0." + n), n));
            steps.add(zone -> zone.address(instance, 5, ip("10.0.0." + n), 1));
            steps.add(zone -> zone.exists(Name.parse("down.swarm."), "reason " + n));
            steps.add(zone -> zone.srv(Name.parse("_a._tcp.swarm."), 5, 1, 1, n, instance));
        }
        Zone first = build(steps, 1);
        Collections.shuffle(steps, new Random(5));
        Zone second = build(steps, 99);

        assertThat(second.generation()).isEqualTo(first.generation());
        assertThat(second.sameContent(first)).as("the serial does not count").isTrue();
        assertThat(second.owners()).isEqualTo(first.owners());
    }

    private static Zone build(List<Consumer<ZoneBuilder>> steps, long serial) {
        ZoneBuilder zone = Zone.builder(APEX, 1, serial);
        steps.forEach(step -> step.accept(zone));
        return zone.build();
    }

    @Test
    void everyDifferenceIsAnotherGeneration() {
        List<Zone> zones = List.of(
                builder().build(),
                builder().address(API, 5, ip("10.0.0.1"), 1).build(),
                builder().address(API, 6, ip("10.0.0.1"), 1).build(),
                builder().address(API, 5, ip("10.0.0.2"), 1).build(),
                weighed(1, 1).build(),
                weighed(1, 2).build(),
                weighed(2, 1).build(),
                builder().exists(API, null).build(),
                builder().exists(API, "0 of 1 tasks running").build(),
                builder().exists(API, "0 of 2 tasks running").build(),
                Zone.builder(Name.parse("other."), 1, 1).build());

        assertThat(zones.stream().map(Zone::generation).distinct()).hasSize(zones.size());
        assertThat(weighed(2, 2).build().generation())
                .as("weights that differ from nothing change no answer")
                .isEqualTo(weighed(1, 1).build().generation());
    }

    private static ZoneBuilder weighed(int first, int second) {
        return builder().address(API, 5, ip("10.0.0.1"), first).address(API, 5, ip("10.0.0.2"), second);
    }

    @Test
    void addressesOfThisReplicaAreServedButNotPartOfTheGeneration() {
        Zone plain = builder().build();
        Zone named = builder().ownNameServerAddress(ip("10.0.0.1")).build();

        assertThat(named.generation()).isEqualTo(plain.generation());
        assertThat(named.sameContent(plain)).isFalse();
        assertThat(named.describe(Name.parse("ns.swarm."))).containsExactly("ns.swarm. 1 IN A 10.0.0.1");
    }

    @Test
    void anSrvTargetMustHaveAnAddress() {
        ZoneBuilder zone = builder().srv(Name.parse("_a._tcp.swarm."), 5, 1, 1, 80, API);

        assertThatThrownBy(zone::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("_a._tcp.swarm.")
                .hasMessageContaining("api.billing.swarm.");
    }

    @Test
    void everyNameIsFoundAmongThousandsAndNoOther() {
        ZoneBuilder builder = builder();
        for (int i = 0; i < 5_000; i++) {
            builder.address(Name.parse("s" + i + ".x.swarm."), 1, ip("10.0.0.1"), 1);
        }
        Zone zone = builder.build();
        for (int i = 0; i < 5_000; i++) {
            Name name = Name.parse("s" + i + ".x.swarm.");
            assertThat(zone.find(name).owner()).isEqualTo(name);
            assertThat(zone.find(Name.parse("t" + i + ".x.swarm."))).isNull();
        }
        assertThat(zone.rrsets(zone.find(Name.parse("x.swarm.")))).isEmpty();
    }

    @Test
    void anEqualZoneIsNotPublishedAgain() {
        CurrentZone current = new CurrentZone(APEX);
        assertThat(current.get()).isNull();
        Zone first = builder().address(API, 5, ip("10.0.0.1"), 1).build();

        assertThat(current.publish(first)).isTrue();
        assertThat(current.publish(Zone.builder(APEX, 1, 8)
                        .address(API, 5, ip("10.0.0.1"), 1)
                        .build()))
                .isFalse();
        assertThat(current.get()).isSameAs(first);
        assertThat(current.publish(builder().build())).isTrue();
        assertThatThrownBy(() ->
                        current.publish(Zone.builder(Name.parse("other."), 1, 1).build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anRRsetThatNoMessageHoldsIsTold() {
        ZoneBuilder builder = builder();
        for (int i = 0; i < 5_000; i++) {
            builder.address(API, 5, ip("10.0." + i / 250 + "." + i % 250), 1);
        }
        builder.address(Name.parse("small.swarm."), 5, ip("10.0.0.1"), 1);

        assertThat(builder.build().oversized())
                .containsExactly("api.billing.swarm. A: 5000 records do not fit into the 65535 octets of a message;"
                        + " what fits is answered");
    }

    @Test
    void ofTheZoneBeforeIsUsedAgainWhatNobodyCanTellFromTheNewOne() {
        Name srv = Name.parse("_api._tcp.swarm.");
        Name weighed = Name.parse("weighed.swarm.");
        Zone before = builder()
                .address(API, 5, ip("10.0.0.1"), 1)
                .address(API, 5, ip("fd00::1"), 1)
                .srv(srv, 5, 1, 2, 80, API)
                .address(weighed, 5, ip("10.0.0.1"), 1)
                .address(weighed, 5, ip("10.0.0.2"), 1)
                .build();
        Zone after = builder()
                .address(API, 5, ip("10.0.0.1"), 1)
                .address(API, 6, ip("fd00::1"), 1)
                .srv(srv, 5, 1, 2, 80, API)
                .address(weighed, 5, ip("10.0.0.1"), 1)
                .address(weighed, 5, ip("10.0.0.2"), 3)
                .reuse(before)
                .build();

        assertThat(after.find(API).rrset(RecordType.A))
                .isSameAs(before.find(API).rrset(RecordType.A));
        assertThat(after.find(API).rrset(RecordType.AAAA).ttl()).isEqualTo(6);
        assertThat(after.find(srv).rrset(RecordType.SRV).target(0))
                .isSameAs(after.find(API))
                .isNotSameAs(before.find(API));
        assertThat(after.find(weighed).rrset(RecordType.A))
                .isNotSameAs(before.find(weighed).rrset(RecordType.A));
    }

    @Test
    void reasonsAreCutBetweenCharacters() {
        Zone zone = builder().exists(API, "ä".repeat(200)).build();

        assertThat(zone.find(API).reason()).hasSize(120);
    }
}
