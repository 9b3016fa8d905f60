package io.tributary.bench.raw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GroupingTest {
    private static final int[] WIDTHS = {5, 50, 6, 40, 7};

    @Test
    void arrivalOrderStaysAsItIs() {
        assertThat(Grouping.arrival(2).batches(WIDTHS))
                .containsExactly(new int[] {0, 1}, new int[] {2, 3}, new int[] {4});
    }

    @Test
    void byLengthPutsNeighboursTogetherAndKeepsTheTokenLimit() {
        assertThat(Grouping.byLength(8, 60).batches(WIDTHS))
                .containsExactly(new int[] {0, 2, 4}, new int[] {3}, new int[] {1});
    }

    @Test
    void aSettingSurvivesItsJourneyToAnotherProcess() {
        var setting = new RawSetting(2, 1, false, Grouping.byLength(64, 1024));

        assertThat(RawSetting.parse(setting.toLine())).isEqualTo(setting);
    }
}
