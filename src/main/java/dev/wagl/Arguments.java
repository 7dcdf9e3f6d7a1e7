package dev.wagl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line, understood: what to do, and the settings given as flags. It reads as Go's did, since that is what the
 * original's users write: {@code -flag} is {@code --flag}, a switch needs no value, of two the last one wins.
 *
 * @param flags what was given, by key
 * @param properties of {@code -Dname=value} behind the program's name, where the user of an image can put it
 */
record Arguments(Action action, Map<Key<?>, Given> flags, Map<String, String> properties) {

    /** What wagl is asked to do. */
    enum Action {
        SERVE,
        HEALTHCHECK,
        HELP,
        VERSION
    }

    private static final String PROGRAM = "wagl";
    private static final String HEALTHCHECK = "healthcheck";
    private static final Set<String> HELP = Set.of("--help", "-help", "-h");
    private static final Set<String> VERSION = Set.of("--version", "-version", "-v");

    Arguments {
        flags = Map.copyOf(flags);
        properties = Map.copyOf(properties);
    }

    /** @throws BadSettingException an argument that nothing can be made of */
    static Arguments parse(String... args) {
        List<String> plain = new ArrayList<>(List.of(args));
        // In the image wagl is a script for the java launcher, and the system puts the script's path first.
        if (!plain.isEmpty() && plain.get(0).endsWith("/" + PROGRAM)) {
            plain.remove(0);
        }
        if (!plain.isEmpty() && plain.get(0).equals(PROGRAM)) {
            plain.remove(0);
        }
        String first = plain.isEmpty() ? "" : plain.get(0);
        if (first.equals("help") || plain.stream().anyMatch(HELP::contains)) {
            return new Arguments(Action.HELP, Map.of(), Map.of());
        }
        if (first.equals("version") || plain.stream().anyMatch(VERSION::contains)) {
            return new Arguments(Action.VERSION, Map.of(), Map.of());
        }
        Map<String, String> properties = takeProperties(plain);
        // As stack.yml has both: told by the environment alone. No AOT cache takes picocli's classes, whose format is
        // Java 5's; reading them takes 35 ms.
        if (plain.isEmpty() || plain.equals(List.of(HEALTHCHECK))) {
            return new Arguments(plain.isEmpty() ? Action.SERVE : Action.HEALTHCHECK, Map.of(), properties);
        }
        Map<String, String> written = spellOut(plain);
        ParseResult result = parse(plain, written);
        return new Arguments(action(result), flags(result, written), properties);
    }

    private static Map<String, String> takeProperties(List<String> args) {
        Map<String, String> properties = new LinkedHashMap<>();
        args.removeIf(arg -> {
            if (!arg.startsWith("-D")) {
                return false;
            }
            String[] property = arg.substring(2).split("=", 2);
            properties.put(property[0], property.length == 2 ? property[1] : "true");
            return true;
        });
        return properties;
    }

    /** Gives each flag two dashes and each switch a value; returns how flags that had one dash were written. */
    private static Map<String, String> spellOut(List<String> args) {
        Map<String, String> written = new HashMap<>();
        for (int at = 0; at < args.size(); at++) {
            String arg = args.get(at);
            if (arg.startsWith("-") && !arg.startsWith("--") && arg.length() > 2) {
                String name = arg.split("=", 2)[0];
                written.put("-" + name, name);
                arg = "-" + arg;
            }
            if (isSwitch(arg) && !(at + 1 < args.size() && args.get(at + 1).matches("(?i)true|false"))) {
                arg += "=true";
            }
            args.set(at, arg);
        }
        return written;
    }

    private static boolean isSwitch(String arg) {
        return Keys.ALL.stream().anyMatch(key -> key.flag() && key.isSwitch() && arg.equals(key.flagName()));
    }

    private static ParseResult parse(List<String> args, Map<String, String> written) {
        ParseResult result;
        try {
            result = commandLine().parseArgs(args.toArray(String[]::new));
        } catch (UnmatchedArgumentException e) {
            throw unknown(e.getUnmatched().get(0), written);
        } catch (MissingParameterException e) {
            String flag = ((OptionSpec) e.getMissing().get(0)).longestName();
            throw new BadSettingException(
                    written.getOrDefault(flag, flag) + ": has no value; wagl --help shows what it takes");
        } catch (ParameterException e) {
            throw new BadSettingException(e.getMessage());
        }
        if (result.hasMatchedPositional(0)
                && !result.matchedPositionalValue(0, "").equals(HEALTHCHECK)) {
            throw unknown(result.matchedPositionalValue(0, ""), written);
        }
        return result;
    }

    private static CommandLine commandLine() {
        CommandSpec spec = CommandSpec.create().name(PROGRAM);
        for (Key<?> key : Keys.ALL) {
            if (key.flag()) {
                OptionSpec.Builder option = OptionSpec.builder(key.flagName()).arity("1");
                spec.addOption(
                        key.repeatable()
                                ? option.type(List.class)
                                        .auxiliaryTypes(String.class)
                                        .build()
                                : option.type(String.class).build());
            }
        }
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .type(String.class)
                .build());
        return new CommandLine(spec)
                .setOverwrittenOptionsAllowed(true)
                .setPosixClusteredShortOptionsAllowed(false)
                .setExpandAtFiles(false);
    }

    private static BadSettingException unknown(String arg, Map<String, String> written) {
        String flag = arg.split("=", 2)[0];
        String name = written.getOrDefault(flag, flag);
        if (!name.startsWith("-")) {
            return new BadSettingException(
                    name + ": there is no such command; the only one is " + HEALTHCHECK + ", flags begin with --");
        }
        for (Key<?> key : Keys.ALL) {
            if (!key.flag() && flag.equals(key.flagName())) {
                return new BadSettingException(name + ": is no flag but a property; write -D" + key.property()
                        + "=VALUE, or set " + key.variable() + " in the environment");
            }
        }
        List<String> flags =
                Keys.ALL.stream().filter(Key::flag).map(Key::flagName).toList();
        return new BadSettingException(name + ": there is no such flag; "
                + Spelling.nearest(flag, flags)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("wagl --help shows them all"));
    }

    private static Action action(ParseResult result) {
        return result.hasMatchedPositional(0) ? Action.HEALTHCHECK : Action.SERVE;
    }

    private static Map<Key<?>, Given> flags(ParseResult result, Map<String, String> written) {
        Map<Key<?>, Given> flags = new LinkedHashMap<>();
        for (Key<?> key : Keys.ALL) {
            if (key.flag() && result.hasMatchedOption(key.flagName())) {
                Given given = new Given(
                        written.getOrDefault(key.flagName(), key.flagName()),
                        value(result.matchedOption(key.flagName())));
                if (given.value().isEmpty()) {
                    throw given.bad("is empty; give it a value, or leave the flag out");
                }
                flags.put(key, given);
            }
        }
        return flags;
    }

    private static String value(OptionSpec option) {
        return option.getValue() instanceof List<?> values
                ? String.join(",", values.stream().map(Object::toString).toList())
                : option.<String>getValue().strip();
    }
}
