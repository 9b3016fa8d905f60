package io.tributary.bench.raw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which inputs go into one call.
 *
 * @param rows most inputs of a call
 * @param tokens most tokens of a call, padding included; 0 for no limit
 * @param byLength whether inputs are sorted by length first
 */
public record Grouping(int rows, int tokens, boolean byLength) {
    public Grouping {
        if (rows < 1 || tokens < 0) {
            throw new IllegalArgumentException(
                    "rows is " + rows + " and tokens " + tokens + ", expected 1 and 0 or more");
        }
    }

    /** In the order of arrival, however long. */
    public static Grouping arrival(int rows) {
        return new Grouping(rows, 0, false);
    }

    /** Inputs of similar length together. */
    public static Grouping byLength(int rows, int tokens) {
        return new Grouping(rows, tokens, true);
    }

    /** The inverse of {@link #toString()}. */
    public static Grouping parse(String text) {
        String[] parts = text.split("/", -1);
        return new Grouping(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts[0].equals("length"));
    }

    @Override
    public String toString() {
        return (byLength ? "length" : "arrival") + "/" + rows + "/" + tokens;
    }

    /** For a report. */
    public String describe() {
        String limit = tokens == 0 ? "" : ", ≤ " + tokens + " tokens";
        return "batches of " + rows + (byLength ? " by length" : "") + limit;
    }

    /** Places 0 to {@code widths.length - 1}, each once. */
    List<int[]> batches(int[] widths) {
        int[] places = byLength
                ? IntStream.range(0, widths.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(place -> widths[place]))
                        .mapToInt(place -> place)
                        .toArray()
                : IntStream.range(0, widths.length).toArray();
        List<int[]> batches = new ArrayList<>();
        int start = 0;
        for (int end = 1; end <= places.length; end++) {
            if (end == places.length || !fits(widths, places, start, end)) {
                batches.add(Arrays.copyOfRange(places, start, end));
                start = end;
            }
        }
        return batches;
    }

    /** Whether the input at {@code end} fits into the batch that begins at {@code start}. */
    private boolean fits(int[] widths, int[] places, int start, int end) {
        int widest = 0;
        for (int i = start; i <= end; i++) {
            widest = Math.max(widest, widths[places[i]]);
        }
        int count = end - start + 1;
        return count <= rows && (tokens == 0 || count * widest <= tokens);
    }
}
