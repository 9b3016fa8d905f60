package io.tributary.bench.load;

import io.tributary.schemas.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Texts of words that a tokenizer knows whole, drawn by Zipf's law, as long as people write: log-normal.
 *
 * <p>Every block of texts has the same lengths, in an order of its own.
 */
public final class ZipfTexts implements Inputs {
    static final int BLOCK = 256;

    /** What most tokenizers add: a mark before and one behind. */
    private static final int MARKS = 2;

    private static final int SHORTEST = 6;
    private static final double SPREAD = 0.7;

    private final List<String> words;
    private final double[] cumulative;
    private final int[] tokens;
    private final long seed;

    /**
     * @param words by rank, the most frequent first, each one token
     * @param mean tokens of a text, marks included
     * @param most tokens of a text, marks included
     */
    public ZipfTexts(List<String> words, double mean, int most, long seed) {
        this.words = List.copyOf(words);
        this.seed = seed;
        this.tokens = lengths(mean, most, seed);
        this.cumulative = new double[words.size()];
        double sum = 0;
        for (int rank = 0; rank < cumulative.length; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }
    }

    private static int[] lengths(double mean, int most, long seed) {
        var random = new SplittableRandom(seed);
        double[] drawn = new double[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            drawn[i] = Math.exp(random.nextGaussian() * SPREAD);
        }
        double scale = mean / Arrays.stream(drawn).average().orElseThrow();
        return Arrays.stream(drawn)
                .mapToInt(length -> (int) Math.max(SHORTEST, Math.min(most, Math.round(length * scale))))
                .toArray();
    }

    @Override
    public Payload payload(long number) {
        var random = new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L));
        int count = tokens[place(number)] - MARKS;
        var text = new StringBuilder();
        // The first word is any, so that short texts differ as well.
        text.append(words.get(random.nextInt(words.size())));
        for (int word = 1; word < count; word++) {
            text.append(' ').append(words.get(rank(random)));
        }
        return new Payload.Text(text.toString());
    }

    /** Another order in each block: an odd step and a start of its own visit every place once. */
    private static int place(long number) {
        var block = new SplittableRandom(number / BLOCK);
        int step = block.nextInt(BLOCK / 2) * 2 + 1;
        return (int) ((number % BLOCK * step + block.nextInt(BLOCK)) % BLOCK);
    }

    private int rank(SplittableRandom random) {
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
        return Math.min(cumulative.length - 1, found < 0 ? -found - 1 : found);
    }

    @Override
    public int block() {
        return BLOCK;
    }

    @Override
    public int variety() {
        return 2 * BLOCK;
    }

    @Override
    public String describe() {
        return "texts of %d to %d tokens, mean %.1f"
                .formatted(
                        Arrays.stream(tokens).min().orElseThrow(),
                        Arrays.stream(tokens).max().orElseThrow(),
                        Arrays.stream(tokens).average().orElseThrow());
    }
}
