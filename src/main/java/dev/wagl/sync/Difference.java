package dev.wagl.sync;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one of two lists has and the other has not. Of tens of thousands of elements nearly all are the very same, in the same
 * order: these cost a comparison each. In any other order the result is the same, for more.
 *
 * @param gone elements of the first list
 * @param come elements of the second one
 */
record Difference<T>(List<T> gone, List<T> come) {

    /** So many that came or went side by side are passed over. */
    private static final int AHEAD = 16;

    /** Each element stands once in a list. */
    static <T> Difference<T> between(List<T> before, List<T> now) {
        List<T> gone = new ArrayList<>();
        List<T> come = new ArrayList<>();
        int old = 0;
        int young = 0;
        while (old < before.size() && young < now.size()) {
            T element = before.get(old);
            if (element == now.get(young)) {
                old++;
                young++;
                continue;
            }
            int in = find(element, now, young + 1);
            int out = in < 0 ? find(now.get(young), before, old + 1) : -1;
            if (in > 0) {
                come.addAll(now.subList(young, in));
                young = in;
            } else if (out > 0) {
                gone.addAll(before.subList(old, out));
                old = out;
            } else {
                gone.add(before.get(old++));
                come.add(now.get(young++));
            }
        }
        gone.addAll(before.subList(old, before.size()));
        come.addAll(now.subList(young, now.size()));
        Set<T> moved = new HashSet<>(gone);
        moved.retainAll(new HashSet<>(come));
        gone.removeIf(moved::contains);
        come.removeIf(moved::contains);
        return new Difference<>(gone, come);
    }

    private static <T> int find(T element, List<T> list, int from) {
        for (int at = from; at < Math.min(list.size(), from + AHEAD); at++) {
            if (list.get(at) == element) {
                return at;
            }
        }
        return -1;
    }
}
