package dev.wagl.swarm;

import dev.wagl.swarm.PublishedPort.Protocol;
import dev.wagl.swarm.PublishedPort.PublishMode;
import java.io.IOException;
import java.util.function.Consumer;

/** One port as Swarm writes it ({@code PortConfig}), in the spec of a service and in the status of a task. */
final class PortReader {

    private String name;
    private String protocol = "tcp";
    private String mode = "ingress";
    private long target;
    private long published;

    private PortReader() {}

    /**
     * Reads the port at the cursor.
     *
     * @param assigned whether it must be known by now which port is published
     * @param wrong takes what is wrong with it
     * @return null if something is wrong
     */
    static PublishedPort read(Json port, boolean assigned, Consumer<String> wrong) throws IOException {
        PortReader reader = new PortReader();
        port.fields(reader::field);
        return reader.port(assigned, wrong);
    }

    private void field(String field, Json value) throws IOException {
        switch (field) {
            case "Name" -> name = value.text();
            case "Protocol" -> protocol = value.text();
            case "PublishMode" -> mode = value.text();
            case "TargetPort" -> target = value.number(-1);
            case "PublishedPort" -> published = value.number(-1);
            default -> {}
        }
    }

    private PublishedPort port(boolean assigned, Consumer<String> wrong) {
        Protocol known = protocol(protocol);
        if (known == null) {
            wrong.accept("a port has the protocol " + Listing.quoted(protocol) + ", not tcp, udp or sctp");
            return null;
        }
        if (!"ingress".equals(mode) && !"host".equals(mode)) {
            wrong.accept("a port has the publish mode " + Listing.quoted(mode) + ", not ingress or host");
            return null;
        }
        if (!isPort(target)) {
            wrong.accept("target port " + target + " is not a port (1 to 65535)");
            return null;
        }
        if (!isPort(published) && (assigned || published != 0)) {
            wrong.accept("published port " + published + " is not a port (1 to 65535)");
            return null;
        }
        PublishMode publishMode = mode.equals("host") ? PublishMode.HOST : PublishMode.INGRESS;
        String named = name == null || name.isEmpty() ? null : name;
        return new PublishedPort(named, null, (int) published, (int) target, known, publishMode);
    }

    static boolean isPort(long number) {
        return number >= 1 && number <= 65535;
    }

    /** Null if there is no such protocol. */
    static Protocol protocol(String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "tcp" -> Protocol.TCP;
            case "udp" -> Protocol.UDP;
            case "sctp" -> Protocol.SCTP;
            default -> null;
        };
    }
}
