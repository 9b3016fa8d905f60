package io.tributary.bench.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.bench.alignment.Restores.Disk;
import io.tributary.bench.report.RestoreText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RestoreTest {
    private static final ChangelogRead BEFORE = new ChangelogRead(1_000, 8_000_000, 100_000_000);
    private static final ChangelogRead AFTER = new ChangelogRead(1_000, 8_000_000, 50_000_000);

    private static final ChangelogRead FRESH = ChangelogRead.parse("1000 8000000 160000000");

    @Test
    void restoringIsHeldAgainstReadingRightBeforeAndRightAfter() {
        Restore all = Restore.of("1000 200000000 300000000", 900_000_000, BEFORE, AFTER, FRESH);

        assertThat(all.bytesPerSecond()).isEqualTo(40e6);
        assertThat(all.brokerBytesPerSecond()).isEqualTo(120e6);
        assertThat(all.share()).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(all.shareOfFresh()).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void ofFewerRecordsThereAreFewerBytes() {
        assertThat(Restore.of("250 200000000 300000000", 1, BEFORE, AFTER, FRESH)
                        .bytes())
                .isEqualTo(2e6);
    }

    @Test
    void whereNothingWasLostNothingIsToBeSaidOfSpeed() {
        Restore none = Restore.of("0 0 0", 900_000_000, BEFORE, AFTER, FRESH);
        var restores = new Restores("a workload", Map.of(Disk.KEPT, List.of(none)), Verdict.NONE);

        assertThat(restores.of(Disk.KEPT, Restore::share)).isEmpty();
        assertThat(restores.of(Disk.EMPTY, Restore::share)).isEmpty();
        assertThat(RestoreText.restores(restores)).contains("with its old disk").doesNotContain("NaN");
    }
}
