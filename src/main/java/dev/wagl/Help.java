package dev.wagl;

/** What {@code --help} prints: every setting with its default, from their definitions. */
final class Help {

    private static final int NAMES = 31;
    private static final int WIDTH = 98;

    private Help() {}

    static String text() {
        return """
                wagl: DNS service discovery for Docker Swarm

                Usage: wagl [FLAG...]              serve
                       wagl healthcheck [FLAG...]  exit with 0 if the wagl that these flags started answers

                Flags:
                """ + table(true) + "  --help, -h\n  --version, -v\n" + """

                Properties without a flag:
                """ + table(false) + """

                Each flag is a property too. A property is given as -Dwagl.ttl=5s, as WAGL_TTL=5s in the
                environment, or in config/application.properties below the working directory; flags win over -D over
                environment over file. Durations: 15s, 1m30s, 500ms. HTTP (probes, metrics) is Quarkus' own:
                -Dquarkus.http.port=8080.
                """;
    }

    private static String table(boolean flags) {
        StringBuilder table = new StringBuilder();
        for (Key<?> key : Keys.ALL) {
            if (key.flag() == flags) {
                String note = (key.note() + " (default: " + key.shownFallback() + ")").replace("`", "");
                appendRow(table, "  " + name(key), note);
            }
        }
        return table.toString();
    }

    private static void appendRow(StringBuilder table, String name, String note) {
        StringBuilder line = new StringBuilder(name + " ".repeat(NAMES - name.length()));
        for (String word : note.split(" ")) {
            if (line.length() + word.length() > WIDTH) {
                table.append(line.toString().stripTrailing()).append('\n');
                line.setLength(0);
                line.append(" ".repeat(NAMES));
            }
            line.append(word).append(' ');
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }

    private static String name(Key<?> key) {
        return key.isSwitch() ? key.flagName() + "[=false]" : key.label() + " " + key.placeholder();
    }
}
