package dev.wagl.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** dig, run by this process, outside all containers, against a server on a machine of the tests. */
record Dig(String server, int port) {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Longer than a machine stands still at times: who is asked once has nobody to lose what was asked. */
    private static final String PATIENCE = "+time=5";

    static Dig at(Machine machine) {
        return new Dig(machine.address(), 53);
    }

    /** One query over UDP; a response whose status is {@code none} where none came. */
    Answer ask(String name, String type) {
        return ask(name, type, "+notcp");
    }

    Answer tcp(String name, String type) {
        return ask(name, type, "+tcp");
    }

    /** RDATA of the answer, over UDP. */
    Set<String> rdata(String name, String type) {
        return ask(name, type).rdata();
    }

    Answer ask(String name, String type, String... options) {
        List<String> line = new ArrayList<>(
                List.of("dig", "@" + server, "-p", Integer.toString(port), "+nocmd", "+tries=1", PATIENCE));
        line.addAll(List.of(options));
        line.addAll(List.of("-q", name, "-t", type));
        return Answer.parse(Command.of(line).within(DEADLINE).run().output());
    }
}
