package dev.wagl.fuzz;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.forwarding.ReplyReaderFuzz;
import dev.wagl.swarm.DockerJsonFuzz;
import dev.wagl.transport.TcpFramingFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fuzz targets: what is called, the seeds it starts from, and the packages whose branches guide the fuzzer. */
enum Target {
    DECODER(QueryDecoderFuzz.class, QueryDecoderFuzz::fuzzerTestOneInput, "wire", "names.dict", 4096, "dns"),
    PROCESSOR(
            QueryProcessorFuzz.class,
            QueryProcessorFuzz::fuzzerTestOneInput,
            "wire",
            "names.dict",
            1400,
            "dns",
            "nameserver",
            "zone"),
    DOCKER(
            DockerJsonFuzz.class,
            DockerJsonFuzz::fuzzerTestOneInput,
            "docker",
            "words.dict",
            8192,
            "swarm",
            "discovery",
            "zone"),
    REPLY(
            ReplyReaderFuzz.class,
            ReplyReaderFuzz::fuzzerTestOneInput,
            "replies",
            "records.dict",
            2048,
            "dns",
            "forwarding"),
    TCP(TcpFramingFuzz.class, TcpFramingFuzz::fuzzerTestOneInput, "tcp", "steps.dict", 8192, "transport");

    private static final String HEX = ".hex";
    private static final String TEXT = ".txt";

    private final Class<?> type;
    private final Consumer<byte[]> call;
    private final String folder;
    private final String dictionary;
    private final int longest;
    private final String[] packages;

    Target(Class<?> type, Consumer<byte[]> call, String folder, String dictionary, int longest, String... packages) {
        this.type = type;
        this.call = call;
        this.folder = folder;
        this.dictionary = dictionary;
        this.longest = longest;
        this.packages = packages;
    }

    Class<?> type() {
        return type;
    }

    /** Throws if an invariant is broken. */
    void run(byte[] input) {
        call.accept(input);
    }

    /** Octets of the longest input that is tried. */
    int longest() {
        return longest;
    }

    Path dictionary() {
        return folder().resolve(dictionary);
    }

    /** The classes that are watched, in Jazzer's words. */
    String watched() {
        return Stream.of(packages).map(name -> "dev.wagl." + name + ".**").collect(Collectors.joining(":"));
    }

    /**
     * Seeds by their names: of the wire the golden packets' queries and a few more as commented hex; of Docker bodies as they
     * are.
     */
    Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        if (folder.equals("wire")) {
            for (GoldenPackets.Behaviour golden : GoldenPackets.all()) {
                for (int i = 0; i < golden.exchanges().size(); i++) {
                    seeds.put(
                            "golden-" + golden.name() + "-" + i,
                            golden.exchanges().get(i).query());
                }
            }
        }
        try (Stream<Path> files = Files.list(folder())) {
            files.forEach(file -> read(file, seeds));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seeds;
    }

    private Path folder() {
        try {
            return Path.of(Target.class.getResource("/fuzz/" + folder).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void read(Path file, Map<String, byte[]> seeds) {
        String name = file.getFileName().toString();
        try {
            if (name.endsWith(HEX)) {
                String hex = Files.readString(file).replaceAll("#.*|\\s", "");
                seeds.put(name, HexFormat.of().parseHex(hex));
            } else if (name.endsWith(TEXT)) {
                seeds.put(name, Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
