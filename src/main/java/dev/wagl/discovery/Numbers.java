package dev.wagl.discovery;

/** Numbers in labels: decimal digits of ASCII and nothing else, no sign, no space. */
final class Numbers {

    private Numbers() {}

    /** The number, or -1 if it is none or larger than {@code max}. */
    static int parse(String text, int max) {
        if (text.isEmpty()) {
            return -1;
        }
        long number = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
            if (number > max) {
                return -1;
            }
        }
        return (int) number;
    }
}
