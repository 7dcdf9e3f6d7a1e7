package dev.wagl;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What someone who mistyped a word may have meant. */
final class Spelling {

    private static final int MOST_EDITS = 3;

    private Spelling() {}

    /** The known word that is the fewest edits away, if they are few for its length. */
    static Optional<String> nearest(String word, Collection<String> known) {
        String lower = word.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(other ->
                        edits(lower, other.toLowerCase(Locale.ROOT)) <= Math.min(MOST_EDITS, other.length() / 3))
                .min(Comparator.comparingInt(other -> edits(lower, other.toLowerCase(Locale.ROOT))));
    }

    /** Levenshtein's distance, two neighbours swapped counting as one edit. */
    private static int edits(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                cost[i][j] =
                        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
