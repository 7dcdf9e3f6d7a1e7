package dev.wagl.swarm;

/** Text that others wrote, fit for a line of a log: no control character, no second line, nothing that turns the direction. */
public final class Printable {

    private Printable() {}

    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            printable.append(isPrintable(c) ? c : '?');
        }
        return printable.toString();
    }

    private static boolean isPrintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
