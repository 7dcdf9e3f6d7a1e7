package dev.wagl.conformance;

import dev.wagl.dns.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The golden packets: {@code src/test/resources/packets}, whose README says how they are written. One corpus for the tests
 * that replay it, for the seeds of fuzzing and for the benchmark.
 */
public final class GoldenPackets {

    /** Who asks. What it has as cookies is, like the two that follow, that of RFC 9018 A.2. */
    public static final InetAddress CLIENT = ZoneText.ip("198.51.100.100");

    /** What the server makes cookies with. */
    public static final String COOKIE_SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";

    /** When it is asked, in milliseconds since 1970. */
    public static final long EPOCH_MILLIS = 1_559_734_385_000L;

    /** How long a client may be idle over TCP, in tenths of a second. */
    public static final int IDLE_TIMEOUT = 300;

    /** Where they lie on the class path. */
    private static final String FOLDER = "/packets";

    private static final String SUFFIX = ".hex";

    private GoldenPackets() {}

    /** What is known of the zone when the query comes. */
    public enum Knowledge {
        /** The zone is {@link #zone}. */
        ZONE,
        /** No zone has come yet. */
        NOT_READY,
        /** The zone is {@link #zone}, and it was not known to be true for too long. */
        STALE,
        /** There was one, and it is not served any more. */
        WITHDRAWN
    }

    /**
     * A query and what comes back.
     *
     * @param remarks the comment lines before it
     * @param limited whether the client has had its share of such responses this second
     * @param response null if the query is dropped, or if none is written down yet
     * @param drop whether it is written down that there is no response
     */
    public record Exchange(
            List<String> remarks,
            Transport transport,
            Knowledge knowledge,
            boolean limited,
            byte[] query,
            byte[] response,
            boolean drop) {}

    /** One behaviour: the name and the text of a file, and what it holds. */
    public record Behaviour(String name, String text, List<Exchange> exchanges) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** All, in the order of their names. */
    public static List<Behaviour> all() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(GoldenPackets::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One by its name, without the suffix. */
    public static Behaviour named(String name) {
        return read(folder().resolve(name + SUFFIX));
    }

    /** The zone that they are asked of, as {@link ZoneText}. */
    public static String zone() {
        return text(folder().resolve("zone.txt"));
    }

    private static Path folder() {
        try {
            return Path.of(GoldenPackets.class.getResource(FOLDER).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Behaviour read(Path file) {
        String name = file.getFileName().toString();
        String text = text(file);
        try {
            return new Behaviour(name.substring(0, name.length() - SUFFIX.length()), text, parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    static List<Exchange> parse(String text) {
        Reader reader = new Reader();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(reader::line);
        return reader.end();
    }

    /** The text of a file that holds these exchanges, each packet with its boxes explained. */
    public static String format(List<Exchange> exchanges) {
        StringBuilder text = new StringBuilder();
        for (Exchange exchange : exchanges) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            exchange.remarks().forEach(remark -> text.append(remark).append('\n'));
            text.append("query").append(exchange.transport() == Transport.TCP ? " tcp" : "");
            text.append(
                    switch (exchange.knowledge()) {
                        case ZONE -> "";
                        case NOT_READY -> " not-ready";
                        case STALE -> " stale";
                        case WITHDRAWN -> " withdrawn";
                    });
            text.append(exchange.limited() ? " limited" : "");
            text.append('\n').append(PacketText.of(exchange.query()));
            if (exchange.drop()) {
                text.append("drop\n");
            } else if (exchange.response() != null) {
                text.append("response\n").append(PacketText.of(exchange.response()));
            }
        }
        return text.toString();
    }

    /** What has been read of a file so far. */
    private static final class Reader {

        private final List<Exchange> done = new ArrayList<>();
        private List<String> comments = new ArrayList<>();
        private List<String> remarks;
        private Transport transport;
        private Knowledge knowledge;
        private boolean limited;
        private ByteArrayOutputStream query;
        private ByteArrayOutputStream response;
        private boolean drop;

        void line(String line) {
            String[] words = line.split("\\s+");
            if (line.startsWith("#")) {
                comments.add(line);
                return;
            }
            switch (words[0]) {
                case "query" -> begin(words);
                case "response" -> response = new ByteArrayOutputStream();
                case "drop" -> drop = true;
                default -> octets(line);
            }
        }

        private void begin(String[] words) {
            finish();
            remarks = comments;
            comments = new ArrayList<>();
            query = new ByteArrayOutputStream();
            transport = Transport.UDP;
            knowledge = Knowledge.ZONE;
            limited = false;
            for (int word = 1; word < words.length; word++) {
                switch (words[word]) {
                    case "tcp" -> transport = Transport.TCP;
                    case "not-ready" -> knowledge = Knowledge.NOT_READY;
                    case "stale" -> knowledge = Knowledge.STALE;
                    case "withdrawn" -> knowledge = Knowledge.WITHDRAWN;
                    case "limited" -> limited = true;
                    default -> throw new IllegalArgumentException(words[word]);
                }
            }
        }

        private void octets(String line) {
            String hex = line.replaceAll("#.*|\\s", "");
            ByteArrayOutputStream target = response != null ? response : query;
            if (target == null || drop) {
                throw new IllegalArgumentException("octets that belong nowhere: " + line);
            }
            target.writeBytes(HexFormat.of().parseHex(hex));
        }

        private void finish() {
            if (query != null) {
                byte[] answered = response == null ? null : response.toByteArray();
                done.add(new Exchange(
                        List.copyOf(remarks), transport, knowledge, limited, query.toByteArray(), answered, drop));
            }
            query = null;
            response = null;
            drop = false;
        }

        List<Exchange> end() {
            finish();
            if (done.isEmpty()) {
                throw new IllegalArgumentException("no query");
            }
            return List.copyOf(done);
        }
    }
}
