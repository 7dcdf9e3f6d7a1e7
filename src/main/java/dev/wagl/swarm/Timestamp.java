package dev.wagl.swarm;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * A time of RFC 3339. The form that engines write, UTC with up to nine digits behind the point, is read here, since a large Swarm
 * tells tens of thousands of them each time, and with Java's own parser half of what a refresh allocates would be for them. It reads all others.
 */
final class Timestamp {

    /** 2026-01-31T23:59:59 */
    private static final int SECONDS_END = 19;

    private static final int MOST_DIGITS = 9;
    private static final long DAY_SECONDS = 86_400;

    private Timestamp() {}

    /** @throws DateTimeException if it is none */
    static Instant parse(String text) {
        int end = text.length() - 1;
        if (end < SECONDS_END || text.charAt(end) != 'Z' || !hasMarks(text)) {
            return OffsetDateTime.parse(text).toInstant();
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECONDS_END);
        int nanos = end == SECONDS_END ? 0 : nanos(text, end);
        if ((year | month | day | hour | minute | second | nanos) < 0 || hour > 23 || minute > 59 || second > 59) {
            return OffsetDateTime.parse(text).toInstant();
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * DAY_SECONDS + hour * 3600L + minute * 60L + second, nanos);
    }

    private static boolean hasMarks(String text) {
        return text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
    }

    /** Of the digits between the point and the end; negative if they are none, or too many. */
    private static int nanos(String text, int end) {
        int digits = end - SECONDS_END - 1;
        if (text.charAt(SECONDS_END) != '.' || digits < 1 || digits > MOST_DIGITS) {
            return -1;
        }
        int nanos = number(text, SECONDS_END + 1, end);
        for (int digit = digits; digit < MOST_DIGITS; digit++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** Of nothing but digits; else negative. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
