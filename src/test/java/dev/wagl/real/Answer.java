package dev.wagl.real;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A response as dig prints it.
 *
 * @param status the RCODE's name
 * @param flags such as {@code qr}, {@code aa}
 * @param errors the extended errors: code, name, text
 * @param answer records of the answer section as {@code owner type rdata}, without TTL and class
 * @param ttls of the answer section
 */
record Answer(
        String status,
        Set<String> flags,
        List<String> errors,
        Set<String> answer,
        Set<String> authority,
        Set<String> additional,
        Set<Integer> ttls,
        String text) {

    private static final Pattern STATUS = Pattern.compile("status: (\\w+)");
    private static final Pattern FLAGS = Pattern.compile(";; flags: ([a-z ]+);");
    private static final Pattern ERROR = Pattern.compile("; EDE: (.*)");
    private static final Pattern RECORD = Pattern.compile("(\\S+)\\s+(\\d+)\\s+IN\\s+(\\S+)\\s+(.*)");

    static Answer parse(String text) {
        Set<String> answer = new TreeSet<>();
        Set<String> authority = new TreeSet<>();
        Set<String> additional = new TreeSet<>();
        Set<Integer> ttls = new TreeSet<>();
        List<String> errors = new ArrayList<>();
        Set<String> section = additional;
        for (String line : text.split("\n")) {
            if (line.startsWith(";; ANSWER")) {
                section = answer;
            } else if (line.startsWith(";; AUTHORITY")) {
                section = authority;
            } else if (line.startsWith(";; ADDITIONAL")) {
                section = additional;
            }
            Matcher error = ERROR.matcher(line);
            if (error.matches()) {
                errors.add(error.group(1));
            }
            Matcher record = RECORD.matcher(line);
            if (record.matches()) {
                section.add(record.group(1) + " " + record.group(3) + " " + record.group(4));
                if (section == answer) {
                    ttls.add(Integer.parseInt(record.group(2)));
                }
            }
        }
        return new Answer(
                first(STATUS, text),
                Set.of(first(FLAGS, text).split(" ")),
                errors,
                answer,
                authority,
                additional,
                ttls,
                text);
    }

    boolean noData() {
        return status.equals("NOERROR") && answer.isEmpty();
    }

    /** RDATA of the answer section. */
    Set<String> rdata() {
        Set<String> rdata = new TreeSet<>();
        answer.forEach(record -> rdata.add(record.split(" ", 3)[2]));
        return rdata;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "none";
    }

    @Override
    public String toString() {
        return text;
    }
}
