import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What mvnw does with Maven's archive, in the one tool that is sure to be there. Run from source. */
final class MavenArchive {

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "download" -> download(URI.create(args[1]), Path.of(args[2]));
            case "unpack" -> unpack(Path.of(args[1]), args[2], Path.of(args[3]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void download(URI from, Path to) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
        int status = client.send(HttpRequest.newBuilder(from).build(), HttpResponse.BodyHandlers.ofFile(to)).statusCode();
        if (status != 200) {
            fail(from + " answered " + status);
        }
    }

    private static void unpack(Path archive, String sha512, Path into) throws Exception {
        String found = hex(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(archive)));
        if (!found.equals(sha512)) {
            fail(archive.getFileName() + " is not what was released: its SHA-512 is " + found + ", expected " + sha512);
        }
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path file = into.resolve(entry.getName()).normalize();
                if (!file.startsWith(into)) {
                    fail(entry.getName() + " leads out of the archive");
                }
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                    if (entry.getName().matches("[^/]+/bin/mvn\\w*")) {
                        file.toFile().setExecutable(true, false);
                    }
                }
            }
        }
    }

    private static String hex(byte[] octets) {
        StringBuilder text = new StringBuilder();
        for (byte octet : octets) {
            text.append(String.format("%02x", octet));
        }
        return text.toString();
    }

    private static void fail(String reason) {
        System.err.println("mvnw: " + reason);
        System.exit(1);
    }
}
