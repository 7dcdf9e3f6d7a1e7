package dev.wagl.swarm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One list that the engine answered, while it is read: what made sense, and what did not.
 *
 * @param <T> what an element becomes
 */
final class Listing<T> {

    private static final int SHOWN = 60;

    /** A container's id, which is the longest. */
    private static final int LONGEST_ID = 64;

    /** Docker's names are no longer than a label or a host name. */
    static final int LONGEST_NAME = 255;

    private final String kind;
    private final Recurring recurring;
    private final Set<String> ids = new HashSet<>();
    private final List<T> elements = new ArrayList<>();
    private final List<Malformed> malformed = new ArrayList<>();
    private long index;

    /** @param kind what {@link Malformed#kind} says: {@code service}, {@code task}... */
    Listing(String kind, Recurring recurring) {
        this.kind = kind;
        this.recurring = recurring;
    }

    @FunctionalInterface
    interface Element<T> {
        /** Reads the element at the cursor and adds it, or says what is wrong with it. */
        void read(Json element, Listing<T> listing) throws IOException;
    }

    /**
     * Reads the whole list.
     *
     * @throws BodyException if it is no list, a list of something else (not one of its elements has an id), or a list of which
     *     nothing makes sense. So even if it has one element only: to lose that one is to lose all of its kind.
     */
    Listing<T> read(Json root, Element<T> element) throws IOException {
        readPart(root, element);
        if (elements.isEmpty() && !malformed.isEmpty()) {
            Malformed first = malformed.get(0);
            throw new BodyException(
                    "lists no " + kind + " that makes sense; the first, " + quoted(first.id()) + ", " + first.reason());
        }
        return this;
    }

    /**
     * Reads a list that only adds to another, and may well have one element: it may be left without one.
     *
     * @throws BodyException if it is no list, or a list of something else
     */
    Listing<T> readPart(Json root, Element<T> element) throws IOException {
        root.list(item -> {
            if (item.isObject()) {
                element.read(item, this);
            } else {
                leaveOut("", "is not an object");
            }
        });
        if (ids.isEmpty() && !malformed.isEmpty()) {
            throw new BodyException("is a list, but not of " + kind + "s: no element of it has an id");
        }
        return this;
    }

    /** Whether an element with this id may be read on: it has one, and it is the first with it. */
    boolean isNew(String id) {
        if (id == null || id.isEmpty()) {
            leaveOut("", "has no id");
            return false;
        }
        if (id.length() > LONGEST_NAME) {
            leaveOut(id, "has an id of " + id.length() + " characters");
            return false;
        }
        if (!ids.add(id)) {
            leaveOut(id, "is listed twice");
            return false;
        }
        return true;
    }

    /** Whether an element may be read on: it has a name, and one that may be shown. */
    boolean isNamed(String id, String name) {
        if (name == null || name.isEmpty()) {
            leaveOut(id, "has no name");
            return false;
        }
        if (name.length() > LONGEST_NAME) {
            leaveOut(id, "has a name of " + name.length() + " characters");
            return false;
        }
        return true;
    }

    void add(T element) {
        elements.add(recurring.one(element));
    }

    /** The id of something else, which many elements have. */
    String shared(String id) {
        return recurring.one(id);
    }

    /** The largest Raft index of the list. */
    void sawIndex(long seen) {
        index = Math.max(index, seen);
    }

    /** Notes that an element, or a piece of it, is not in the snapshot. */
    void leaveOut(String id, String reason) {
        malformed.add(new Malformed(kind, Printable.of(cut(id, LONGEST_ID)), reason));
    }

    /** A value as it may be shown in a reason: of bounded length and on one line. */
    static String quoted(String value) {
        if (value == null) {
            return "nothing";
        }
        return "'" + Printable.of(cut(value, SHOWN)) + "'";
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) + "..." : text;
    }

    List<T> elements() {
        return elements;
    }

    List<Malformed> malformed() {
        return malformed;
    }

    long index() {
        return index;
    }
}
