package dev.wagl.swarm;

import java.io.IOException;

/** A port, in the engine's own words. */
record RawPort(String name, String protocol, String published, String mode) {

    static RawPort read(Json port) throws IOException {
        String[] fields = {"", "", "0", ""};
        port.fields((field, value) -> {
            switch (field) {
                case "Name" -> fields[0] = ScrapeLabels.text(value);
                case "Protocol" -> fields[1] = ScrapeLabels.text(value);
                case "PublishedPort" -> fields[2] = Long.toString(value.number(0));
                case "PublishMode" -> fields[3] = ScrapeLabels.text(value);
                default -> {}
            }
        });
        return new RawPort(fields[0], fields[1], fields[2], fields[3]);
    }

    boolean isTcp() {
        return protocol.equals("tcp");
    }
}
