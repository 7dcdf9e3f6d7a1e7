package dev.wagl.swarm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * A cursor over one JSON body. What a handler does not ask for is skipped without being built; a value of another kind than
 * the one asked for reads as absent, so that one odd element never throws the cursor off its place. Only a body that is not
 * JSON, or ends early, throws.
 */
final class Json {

    /** Of one text, in characters. Swarm keeps no object of more than 1.5 MB. */
    private static final int LONGEST_TEXT = 2 << 20;

    /** Of all that is read of one event. */
    private static final long LONGEST_EVENT = 4L * LONGEST_TEXT;

    /** Of one body, in octets: ten times what 40,000 tasks are. Nobody holds it; it is there for what has no end and no deadline. */
    private static final long LONGEST_BODY = 1L << 30;

    /**
     * Names are made once for all objects of a body, which spares half of the work. Keys of labels are names, too, endless in number
     * and size: none outlives the body as an interned one would, and each new one is counted.
     */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            // Closing an HTTP body reads it to its end first, and of some there is none.
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(LONGEST_TEXT)
                    .maxStringLength(LONGEST_TEXT)
                    .maxDocumentLength(LONGEST_BODY)
                    .build())
            .build();

    private final JsonParser parser;
    private final Allowance allowance;
    private final Set<String> names = new HashSet<>();

    /** Some of the names, by their hash: a million times in a large list the parser gives one of these very objects. */
    private final String[] seen = new String[256];

    private Json(JsonParser parser, Allowance allowance) {
        this.parser = parser;
        this.allowance = allowance;
    }

    @FunctionalInterface
    interface Field {
        void read(String name, Json value) throws IOException;
    }

    @FunctionalInterface
    interface Item {
        void read(Json value) throws IOException;
    }

    @FunctionalInterface
    interface Document<T> {
        T read(Json root) throws IOException;
    }

    /** Reads a body that is exactly one JSON value; to its very end, which gives the connection back. */
    static <T> T document(InputStream body, Allowance allowance, Document<T> document) throws IOException {
        try (JsonParser parser = FACTORY.createParser(body)) {
            if (parser.nextToken() == null) {
                throw new BodyException("is empty");
            }
            Json root = new Json(parser, allowance);
            T value = document.read(root);
            root.skip();
            if (parser.nextToken() != null) {
                throw new BodyException("goes on after its end");
            }
            return value;
        }
    }

    /** Reads a stream of JSON values, one after the other, until it ends. */
    static void stream(InputStream body, Item item) throws IOException {
        try (JsonParser parser = FACTORY.createParser(body)) {
            while (parser.nextToken() != null) {
                Json root = new Json(parser, new Allowance(LONGEST_EVENT));
                item.read(root);
                root.skip();
            }
        }
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    boolean isArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    /** Every field of the object at the cursor; none if it is no object. */
    void fields(Field field) throws IOException {
        if (!isObject()) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = name();
            parser.nextToken();
            field.read(name, this);
            skip();
        }
    }

    /**
     * Every item of a body that has to be a list.
     *
     * @throws BodyException if it is none
     */
    void list(Item item) throws IOException {
        if (!isArray()) {
            throw new BodyException("is not a list");
        }
        items(item);
    }

    /** Every item of the array at the cursor; none if it is no array. */
    void items(Item item) throws IOException {
        if (!isArray()) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            allowance.item();
            item.read(this);
            skip();
        }
    }

    /** To the end of the value at the cursor. */
    private void skip() throws IOException {
        int depth = parser.currentToken().isStructStart() ? 1 : 0;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.FIELD_NAME) {
                name();
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        }
    }

    private String name() throws IOException {
        String name = parser.currentName();
        int at = name.hashCode() & seen.length - 1;
        if (seen[at] == name) {
            return name;
        }
        seen[at] = name;
        if (names.add(name)) {
            allowance.name(name.length());
        }
        return name;
    }

    /** The string at the cursor; null if it is something else. */
    String text() throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return null;
        }
        String text = parser.getText();
        allowance.text(text.length());
        return text;
    }

    /** The string at the cursor, to be kept by this name; null if it is something else. */
    String label(String name) throws IOException {
        allowance.text(name.length());
        return text();
    }

    /** The whole number at the cursor; {@code absent} if it is something else, or beyond 64 bits. */
    long number(long absent) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return absent;
        }
        return parser.getLongValue();
    }

    /** The number at the cursor as an int; {@code absent} if it is none. */
    int integer(int absent) throws IOException {
        long number = number(absent);
        return number == (int) number ? (int) number : absent;
    }

    boolean isTrue() {
        return parser.currentToken() == JsonToken.VALUE_TRUE;
    }

    /**
     * The RFC 3339 time at the cursor; null if it is something else. One before 1970 is Go's zero time, year 1, which stands for
     * none.
     */
    Instant time() throws IOException {
        String text = text();
        try {
            Instant time = text == null ? Instant.MIN : Timestamp.parse(text);
            return time.isBefore(Instant.EPOCH) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
