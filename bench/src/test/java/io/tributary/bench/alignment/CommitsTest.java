package io.tributary.bench.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CommitsTest {
    @Test
    void aLineIsReadAsItWasWritten() {
        var commits = new Commits(7, 12.5);

        assertThat(Commits.parse(commits.toLine())).isEqualTo(commits);
    }

    @Test
    void theCostOfRoundsIsThatOfTheCommitsInThem() {
        Commits first = new Commits(30, 250).since(new Commits(10, 50));
        var cost = new CommitCost(first, 2_000_000_000L).plus(new CommitCost(first, 2_000_000_000L));

        assertThat(cost.perSecond()).isEqualTo(10);
        assertThat(cost.each()).isEqualTo(10);
        assertThat(cost.share()).isEqualTo(0.1);
    }
}
