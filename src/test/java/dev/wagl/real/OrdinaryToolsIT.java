package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** What people have at hand agrees with dig: kdig, dnsjava, the platform's own resolver. */
@RealEngine
class OrdinaryToolsIT {

    private static final String NAME = "tools.many.swarm";

    private static Manager manager;
    private static Set<String> addresses;
    private static Dig dig;

    @BeforeAll
    static void aServiceWithThreeAddresses() {
        manager = OneManager.deployed();
        dig = Dig.at(manager.machine());
        manager.service(
                "tools",
                "-l",
                "dns.service=tools",
                "-l",
                "dns.domain=many",
                "-l",
                "dns.port=80",
                "--replicas",
                "3",
                "--network",
                "front");
        addresses = manager.addresses(manager.running("tools", 3), "front");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(dig.rdata(NAME, "A")).isEqualTo(addresses));
    }

    /** What each prints is there, in that order. */
    @ParameterizedTest(name = "dig {0}")
    @CsvSource(delimiter = '|', textBlock = """
            +notcp +bufsize=512 _tools._tcp.many.swarm SRV | NOERROR; ANSWER: 3; udp: 1232
            +ednsopt=65001:0102 tools.many.swarm | NOERROR; ANSWER: 3, AUTHORITY: 0, ADDITIONAL: 1; udp: 1232
            +edns=1 +noednsneg tools.many.swarm | BADVERS; ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1; EDNS: version: 0
            +cookie tools.many.swarm | NOERROR; (good)
            +cookie=0123456789 tools.many.swarm | FORMERR
            +nsid tools.many.swarm | NOERROR; NSID:
            +tcp +keepopen tools.many.swarm A swarm SOA | NOERROR; ANSWER: 3; (TCP); NOERROR; ANSWER: 1; (TCP)
            +tcp +ednsopt=11 tools.many.swarm | NOERROR; TCP KEEPALIVE: 30.0 secs
            tools.many.swarm TYPE65280 | NOERROR; ANSWER: 0, AUTHORITY: 1; SOA
            version.bind CH TXT | NOERROR; "wagl
            id.server CH TXT | NOERROR; ANSWER: 1
            +opcode=NOTIFY tools.many.swarm SOA | opcode: NOTIFY, status: NOTIMP
            +opcode=UPDATE swarm SOA | opcode: UPDATE, status: NOTIMP
            swarm AXFR | Transfer failed
            +norecurse example.org | REFUSED; EDE: 20
            example.org | SERVFAIL; EDE: 2
            """)
    void digsOptions(String line, String printed) {
        List<String> command = new ArrayList<>(List.of("dig", "@" + dig.server(), "+tries=1", "+time=5"));
        command.addAll(List.of(line.split(" ")));

        String output = Command.of(command).run().output();

        assertThat(output).containsSubsequence(printed.split("; "));
        assertThat(output).doesNotContain("OPT=65001");
    }

    @Test
    void kdig() {
        String output =
                Command.of("kdig", "@" + dig.server(), NAME, "A", "+short").output();
        String overTcp = Command.of("kdig", "@" + dig.server(), NAME, "A", "+short", "+tcp")
                .output();
        String services = Command.of("kdig", "@" + dig.server(), "_tools._tcp.many.swarm", "SRV", "+short")
                .output();

        assertThat(output.lines().collect(Collectors.toSet())).isEqualTo(addresses);
        assertThat(overTcp.lines().collect(Collectors.toSet())).isEqualTo(addresses);
        assertThat(services.lines().collect(Collectors.toSet())).isEqualTo(dig.rdata("_tools._tcp.many.swarm", "SRV"));
    }

    @Test
    void dnsjava() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Record record : lookup(NAME, Type.A)) {
            found.add(record.rdataToString());
        }
        assertThat(found).isEqualTo(addresses);
        found.clear();
        for (Record record : lookup("_tools._tcp.many.swarm", Type.SRV)) {
            found.add(record.rdataToString());
        }
        assertThat(found).isEqualTo(dig.rdata("_tools._tcp.many.swarm", "SRV"));
    }

    /** glibc asks A and AAAA in one go on one socket; a negative that is wrong for one spoils both. */
    @Test
    void getent() throws IOException {
        Path resolvConf = Files.createTempFile("resolv", ".conf");
        try {
            Files.writeString(resolvConf, "nameserver " + dig.server() + "\noptions timeout:5 attempts:1\n");
            String hosts = withResolver(resolvConf, "getent ahostsv4 " + NAME);
            Set<String> found = hosts.lines()
                    .filter(line -> line.contains("STREAM"))
                    .map(line -> line.split("\\s+")[0])
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(found).isEqualTo(addresses);
            assertThat(withResolver(resolvConf, "getent ahosts " + NAME)).contains(addresses);
            assertThat(addresses)
                    .contains(withResolver(resolvConf, "getent hosts " + NAME).split("\\s+")[0]);
            String address = addresses.iterator().next();
            assertThat(withResolver(resolvConf, "getent hosts " + address))
                    .matches("(?s).*\\d\\.tools\\.many\\.swarm.*");
            assertThat(Command.of(line(resolvConf, "getent hosts nobody.many.swarm"))
                            .run()
                            .exit())
                    .isEqualTo(2);
        } finally {
            Files.delete(resolvConf);
        }
    }

    private static String withResolver(Path resolvConf, String command) {
        return Command.of(line(resolvConf, command)).output();
    }

    private static String[] line(Path resolvConf, String command) {
        return new String[] {
            "unshare", "--mount", "sh", "-c", "mount --bind " + resolvConf + " /etc/resolv.conf && exec " + command
        };
    }

    private static Record[] lookup(String name, int type) throws IOException {
        Lookup lookup = new Lookup(name, type);
        lookup.setResolver(new SimpleResolver(dig.server()));
        lookup.setCache(null);
        Record[] answers = lookup.run();
        assertThat(lookup.getResult()).as(lookup.getErrorString()).isEqualTo(Lookup.SUCCESSFUL);
        return answers;
    }
}
