package dev.wagl;

/** Configuration that wagl cannot start with. The message is the one line that the user gets. */
public final class BadSettingException extends RuntimeException {

    /** Longest part of a bad value that is shown. */
    private static final int SHOWN = 200;

    private static final long serialVersionUID = 1;

    BadSettingException(String message) {
        super(oneLine(message));
    }

    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            line.append(Character.isISOControl(c) ? '?' : c);
        }
        return line.toString();
    }

    /** The value, cut where it is too long for a line. */
    static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    }
}
