package io.tributary.encoders;

import io.tributary.schemas.pipeline.Batching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which inputs go into one model call together.
 *
 * <p>A call costs what {@value #CALL} tokens cost, and each of its inputs costs as many tokens as the widest of them has.
 * Sorted by width, inputs are cut into the calls that cost least together. Filling each call up to its limits instead
 * would be cheap when hundreds of inputs wait, and dearer than one call an input when ten do: a text of 6 tokens beside
 * one of 100 is computed as if it had 100.
 */
final class ModelBatches {
    /** Measured on sentence encoders of 2 to 23 million parameters: 6 to 20. */
    private static final int CALL = 12;

    private ModelBatches() {}

    /**
     * Groups places 0 to {@code widths.length - 1}; each occurs once.
     *
     * @param widths tokens of each input; a call is as wide as its widest input, and 0 means that width does not matter
     */
    static List<List<Integer>> of(int[] widths, Batching batching) {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, widths.length).boxed().toList());
        if (!batching.byLength() || Arrays.stream(widths).allMatch(width -> width == 0)) {
            return filled(places, widths, batching);
        }
        // Stable, so inputs of one width keep their order.
        places.sort(Comparator.comparingInt(place -> widths[place]));
        return cheapest(places, widths, batching);
    }

    /** In the order given, each call as full as its limits allow. */
    private static List<List<Integer>> filled(List<Integer> places, int[] widths, Batching batching) {
        List<List<Integer>> calls = new ArrayList<>();
        int first = 0;
        int widest = 0;
        for (int next = 0; next < places.size(); next++) {
            int width = Math.max(widest, widths[places.get(next)]);
            if (next > first && !fits(next + 1 - first, width, batching)) {
                calls.add(List.copyOf(places.subList(first, next)));
                first = next;
                width = widths[places.get(next)];
            }
            widest = width;
        }
        if (first < places.size()) {
            calls.add(List.copyOf(places.subList(first, places.size())));
        }
        return calls;
    }

    /** @param places from the narrowest to the widest */
    private static List<List<Integer>> cheapest(List<Integer> places, int[] widths, Batching batching) {
        // Of the first n: the least they can cost, and where the last of their calls begins.
        long[] cost = new long[places.size() + 1];
        int[] begin = new int[places.size() + 1];
        for (int end = 1; end <= places.size(); end++) {
            int width = widths[places.get(end - 1)];
            cost[end] = Long.MAX_VALUE;
            for (int first = end - 1; first >= 0 && (first == end - 1 || fits(end - first, width, batching)); first--) {
                long tried = cost[first] + CALL + (long) (end - first) * width;
                if (tried < cost[end]) {
                    cost[end] = tried;
                    begin[end] = first;
                }
            }
        }
        List<List<Integer>> calls = new ArrayList<>();
        for (int end = places.size(); end > 0; end = begin[end]) {
            // From the last: the longest texts first, so that no worker begins one when the others have nothing left.
            calls.add(List.copyOf(places.subList(begin[end], end)));
        }
        return calls;
    }

    private static boolean fits(int rows, int width, Batching batching) {
        return rows <= batching.rows() && rows * (long) width <= batching.tokens();
    }
}
