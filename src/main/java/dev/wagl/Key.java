package dev.wagl;

import java.util.Locale;
import java.util.function.Function;

/**
 * The definition of one setting: all there is to know about it stands here once, and {@code --help}, the README's table and
 * the reading follow it.
 *
 * @param name as in {@code --name}, {@code wagl.name}, {@code WAGL_NAME}
 * @param flag whether there is a flag; only what the original had has one
 * @param placeholder stands for the value in the help; null for a flag that is on or off
 * @param dockerVariable Docker's own environment variable that is read where nothing else is given; null for none
 * @param fallback the default, as one would write it; null: it depends on the other settings
 * @param shownFallback the default in words, Markdown
 * @param note what it is for, Markdown
 * @param parser from text to value; throws {@link IllegalArgumentException} with half a sentence
 */
record Key<T>(
        String name,
        boolean flag,
        String placeholder,
        String dockerVariable,
        String fallback,
        String shownFallback,
        String note,
        Function<String, T> parser) {

    String flagName() {
        return "--" + name;
    }

    String property() {
        return "wagl." + name;
    }

    String variable() {
        return property().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** What the user most likely calls it. */
    String label() {
        return flag ? flagName() : property();
    }

    boolean isSwitch() {
        return placeholder == null;
    }

    /** Whether no line on the screen or in a log may show its value. */
    boolean secret() {
        return this == Keys.COOKIE_SECRET;
    }

    boolean repeatable() {
        return this == Keys.NS;
    }
}
