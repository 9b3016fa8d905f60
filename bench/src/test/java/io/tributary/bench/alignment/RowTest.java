package io.tributary.bench.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RowTest {
    @Test
    void theLatestReadingOfAModalityStays() {
        Reading early = new Reading(0, 10, new byte[] {1});
        Reading late = new Reading(0, 20, new byte[] {2});

        assertThat(Row.EMPTY.with(early).with(late).readings()).containsExactly(late);
        assertThat(Row.EMPTY.with(late).with(early).readings()).containsExactly(late);
    }

    @Test
    void aStoreGivesBackWhatItWasGiven() {
        Row row = Row.EMPTY.with(new Reading(1, 10, new byte[] {1, 2, 3})).with(new Reading(0, 20, new byte[0]));

        assertThat(Row.decode(row.encode()).readings())
                .usingRecursiveComparison()
                .isEqualTo(row.readings());
    }
}
