package dev.wagl;

/**
 * A value that the user gave, and how.
 *
 * @param name as the user wrote it: {@code --bind}, {@code -Dwagl.bind}, {@code WAGL_BIND}, {@code wagl.bind}
 * @param place where it stands, if not obvious from the name: a file; empty otherwise
 */
record Given(String name, String value, String place) {

    Given(String name, String value) {
        this(name, value, "");
    }

    /** As it may be shown where the value is a secret. */
    Given hidden() {
        return new Given(name, "(hidden)", place);
    }

    /** @param reason half a sentence: what is wrong, what would be right */
    BadSettingException bad(String reason) {
        return new BadSettingException(this + ": " + reason);
    }

    @Override
    public String toString() {
        return name + "=" + BadSettingException.shown(value) + (place.isEmpty() ? "" : " (in " + place + ")");
    }
}
