package io.tributary.encoders;

import io.tributary.schemas.pipeline.Batching;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which inputs go into one model call together. */
final class ModelBatches {
    private ModelBatches() {}

    /**
     * Groups places 0 to {@code widths.length - 1}; each occurs once.
     *
     * @param widths tokens of each input; a call is as wide as its widest input, and 0 means that width does not matter
     */
    static List<List<Integer>> of(int[] widths, Batching batching) {
        List<Integer> places =
                new ArrayList<>(IntStream.range(0, widths.length).boxed().toList());
        if (batching.byLength()) {
            // Stable, so inputs of one width keep their order.
            places.sort(Comparator.comparingInt(place -> widths[place]));
        }
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> batch = new ArrayList<>();
        int widest = 0;
        for (int place : places) {
            int width = Math.max(widest, widths[place]);
            boolean full = batch.size() == batching.rows() || (batch.size() + 1) * (long) width > batching.tokens();
            if (full && !batch.isEmpty()) {
                batches.add(batch);
                batch = new ArrayList<>();
                width = widths[place];
            }
            batch.add(place);
            widest = width;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
