package io.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReplayClockTest {
    private static final Instant START = TestPipeline.START;

    @Test
    void eventTimePassesAtTheSpeedAsked() {
        var clock = new ReplayClock(2);
        assertThat(pause(clock, 0, 0, 0)).isEqualTo(Duration.ZERO);
        assertThat(pause(clock, 10, 10, 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(pause(clock, 10, 10, 3)).isEqualTo(Duration.ofSeconds(2));
        assertThat(pause(clock, 10, 10, 9)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aLateObservationLeavesAtOnceAndTheClockGoesOn() {
        var clock = new ReplayClock(1);
        pause(clock, 100, 100, 0);
        assertThat(pause(clock, 40, 101, 0)).isEqualTo(Duration.ZERO);
        assertThat(pause(clock, 102, 102, 0)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anObservationFarAheadOfItsNeighboursDoesNotStallTheReplay() {
        var clock = new ReplayClock(1);
        pause(clock, 0, 0, 0);
        assertThat(pause(clock, 1_000_000, 1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pause(clock, 2, 2, 1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aLongGapIsShortenedAndThePaceGoesOnAfterIt() {
        var clock = new ReplayClock(1);
        pause(clock, 0, 0, 0);
        assertThat(pause(clock, 86_400, 86_400, 0)).isEqualTo(ReplayClock.LONGEST_PAUSE);
        assertThat(pause(clock, 86_403, 86_403, 10)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void asFastAsPossibleNeverWaits() {
        var clock = new ReplayClock(RecordingReplay.AS_FAST_AS_POSSIBLE);
        pause(clock, 0, 0, 0);
        assertThat(pause(clock, 86_400, 86_400, 0)).isEqualTo(Duration.ZERO);
    }

    @Test
    void aSpeedThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new ReplayClock(0)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new ReplayClock(Double.NaN)).hasMessageContaining("above 0");
    }

    private static Duration pause(ReplayClock clock, long at, long typical, long nowSeconds) {
        return clock.pauseBefore(START.plusSeconds(at), START.plusSeconds(typical), nowSeconds * 1_000_000_000L);
    }
}
