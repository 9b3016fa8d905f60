package io.tributary.bench.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Who runs when in a round: forwards and backwards in turn (ABBA), so that no one is always first. */
public final class Turns {
    private Turns() {}

    /** @param round counted from 0 */
    public static <T> List<T> of(int round, Collection<T> contestants) {
        List<T> order = new ArrayList<>(contestants);
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }
}
