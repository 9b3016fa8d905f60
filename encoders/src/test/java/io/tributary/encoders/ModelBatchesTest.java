package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Batching;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ModelBatchesTest {
    private static final Batching TEXT = Batching.of(Kind.TEXT);

    @Test
    void textsOfSimilarLengthShareACallWithinTheTokenBudget() {
        int[] widths = IntStream.range(0, 100).map(i -> i % 2 == 0 ? 3 : 200).toArray();

        List<List<Integer>> batches = ModelBatches.of(widths, TEXT);

        int last = batches.size() - 1;
        assertThat(batches.get(last)).hasSize(50).allMatch(place -> widths[place] == 3);
        assertThat(batches.subList(0, last))
                .allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(2));
    }

    @Test
    void everyInputIsInOneCallWhateverTheWidths() {
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int[] widths = random.ints(random.nextInt(300), 1, 3000).toArray();
            for (boolean byLength : new boolean[] {true, false}) {
                var batching = new Batching(512, Duration.ZERO, 1 + random.nextInt(20), 1024, byLength, 1, 1, 0);

                List<List<Integer>> batches = ModelBatches.of(widths, batching);

                assertThat(batches.stream().flatMap(List::stream))
                        .containsExactlyInAnyOrderElementsOf(
                                IntStream.range(0, widths.length).boxed().toList());
                for (List<Integer> batch : batches) {
                    int widest = batch.stream()
                            .mapToInt(place -> widths[place])
                            .max()
                            .orElseThrow();
                    assertThat(batch).hasSizeLessThanOrEqualTo(batching.rows());
                    // A text longer than the budget is alone.
                    assertThat(batch.size() == 1 || widest * batch.size() <= batching.tokens())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void fewTextsOfMixedLengthsAreNotComputedAsIfAllWereLong() {
        int[] widths = {6, 100, 8, 7, 60, 6};

        assertThat(ModelBatches.of(widths, TEXT)).containsExactly(List.of(1), List.of(4), List.of(0, 5, 3, 2));
    }

    @Test
    void noOtherWayToCutTheSortedTextsCostsLess() {
        var random = new Random(2);
        for (int round = 0; round < 300; round++) {
            int[] widths = random.ints(1 + random.nextInt(10), 1, 130).sorted().toArray();
            var batching = new Batching(512, Duration.ZERO, 1 + random.nextInt(8), 256, true, 1, 1, 0);
            long cost = ModelBatches.of(widths, batching).stream()
                    .mapToLong(call -> 12 + (long) call.size() * widths[call.get(call.size() - 1)])
                    .sum();
            for (int cuts = 0; cuts < 1 << (widths.length - 1); cuts++) {
                assertThat(cost).isLessThanOrEqualTo(costOf(widths, cuts, batching));
            }
        }
    }

    /** @param cuts bit i tells whether a call ends after width i; of calls over the limits the cost is infinite */
    private static long costOf(int[] widths, int cuts, Batching batching) {
        long cost = 0;
        int first = 0;
        for (int i = 0; i < widths.length; i++) {
            if (i == widths.length - 1 || (cuts >> i & 1) == 1) {
                int rows = i + 1 - first;
                long tokens = (long) rows * widths[i];
                if (rows > batching.rows() || (rows > 1 && tokens > batching.tokens())) {
                    return Long.MAX_VALUE;
                }
                cost += 12 + tokens;
                first = i + 1;
            }
        }
        return cost;
    }

    @Test
    void inputsOfOneWidthKeepTheirOrder() {
        assertThat(ModelBatches.of(new int[5], new Batching(512, Duration.ZERO, 2, 1024, true, 1, 1, 0)))
                .containsExactly(List.of(0, 1), List.of(2, 3), List.of(4));
    }

    @Test
    void inArrivalOrderACallIsAsWideAsItsWidestText() {
        int[] widths = new int[8];
        Arrays.fill(widths, 10);
        widths[3] = 512;

        assertThat(ModelBatches.of(widths, new Batching(512, Duration.ZERO, 64, 1024, false, 1, 1, 0)))
                .containsExactly(List.of(0, 1, 2), List.of(3, 4), List.of(5, 6, 7));
    }
}
