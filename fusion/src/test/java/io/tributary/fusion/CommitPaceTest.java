package io.tributary.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CommitPaceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final CommitPace pace = new CommitPace(true);

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    private static void commit(CommitPace pace, long from, long to) {
        pace.works(at(from), at(from));
        pace.commit(at(from));
        pace.begins();
        pace.resumes(at(to));
        pace.works(at(to), at(to));
    }

    @Test
    void theFirstCommitIsDueAtOnce() {
        assertThat(pace.isDue(START)).isTrue();
    }

    @Test
    void betweenShortCommitsThereIsWork() {
        commit(pace, 0, 4);

        assertThat(pace.isDue(at(13))).isFalse();
        assertThat(pace.isDue(at(14))).isTrue();
    }

    @Test
    void betweenLongCommitsThereIsAsMuchWorkAsTheyTake() {
        commit(pace, 0, 60);

        assertThat(pace.isDue(at(119))).isFalse();
        assertThat(pace.isDue(at(120))).isTrue();
    }

    @Test
    void othersThatTickBeforeTheCommitBeginsDoNotEndIt() {
        pace.works(START, START);
        pace.commit(START);
        pace.resumes(at(1));
        pace.begins();
        pace.resumes(at(60));

        assertThat(pace.isDue(at(119))).isFalse();
    }

    @Test
    void aCommitThatNobodyAskedForTakesNoneOfTheTime() {
        commit(pace, 0, 4);
        pace.begins();
        pace.resumes(at(5_000));
        pace.works(at(5_000), at(5_000));

        assertThat(pace.commits()).isEqualTo(2);
        assertThat(pace.isDue(at(5_009))).isFalse();
        assertThat(pace.isDue(at(5_010))).isTrue();
    }

    @Test
    void whatHasWaitedForLongIsCommittedSeldom() {
        commit(pace, 0, 4);
        pace.works(at(-1_000), at(5));

        assertThat(pace.isDue(at(103))).isFalse();
        assertThat(pace.isDue(at(104))).isTrue();
    }

    @Test
    void whereDecisionsCountWhenTheyAreSentCommitsAreSeldom() {
        var unawaited = new CommitPace(false);
        commit(unawaited, 0, 4);

        assertThat(unawaited.isDue(at(103))).isFalse();
        assertThat(unawaited.isDue(at(104))).isTrue();
    }
}
