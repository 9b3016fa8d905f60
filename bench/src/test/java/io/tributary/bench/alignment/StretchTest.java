package io.tributary.bench.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StretchTest {
    private static final Workload WORKLOAD =
            new Workload(40, 3, 1, 4, Duration.ofSeconds(1), Duration.ofMillis(500), 1_700_000_000_000L);

    private final Stretch stretch = Stretch.of(WORKLOAD, 5, 40);

    @Test
    void whatIsInTimeArrivesWithinTheGraceOfTheLatestBeforeIt() {
        long latest = Long.MIN_VALUE;
        for (Arrival arrival : stretch.arrivals()) {
            latest = Math.max(latest, arrival.at());
            if (!arrival.late()) {
                assertThat(arrival.windowStart() + 1000 + 500)
                        .as("the window is open for the fastest modality too")
                        .isGreaterThan(latest);
            }
        }
    }

    @Test
    void whatIsLateArrivesWhenEveryModalityHasPassedItsWindowByFar() {
        long[] latest = {0, 0, 0};
        for (Arrival arrival : stretch.arrivals()) {
            latest[arrival.modality()] = Math.max(latest[arrival.modality()], arrival.at());
            if (arrival.late()) {
                assertThat(Math.min(Math.min(latest[0], latest[1]), latest[2]))
                        .isGreaterThan(arrival.windowStart() + 1000 + 2 * 500 + 4 * 1000);
            }
        }
        assertThat(stretch.lateArrivals()).isPositive();
    }

    @Test
    void whatIsExpectedIsWhatCameInTime() {
        Map<MomentKey, Integer> counted = new HashMap<>();
        for (Arrival arrival : stretch.arrivals()) {
            if (!arrival.late()) {
                counted.merge(
                        new MomentKey(Workload.entity(arrival.entity()), arrival.windowStart()),
                        1 << arrival.modality(),
                        (one, other) -> one | other);
            }
        }
        assertThat(stretch.expected()).isEqualTo(counted);
    }

    @Test
    void someMomentsLackAModality() {
        assertThat(stretch.expected().values()).contains(0b111, 0b110, 0b101, 0b011);
    }

    @Test
    void theSameStretchIsTheSameAgain() {
        assertThat(Stretch.of(WORKLOAD, 5, 40)).isEqualTo(stretch);
    }

    @Test
    void arrivalsComeInTheOrderOfTheirTimes() {
        double before = Double.NEGATIVE_INFINITY;
        for (Arrival arrival : stretch.arrivals()) {
            long window = (arrival.windowStart() - WORKLOAD.originMillis()) / 1000;
            double time = WORKLOAD.arrival(
                    new Workload.Place(window, arrival.entity(), arrival.modality(), arrival.reading()),
                    arrival.late());
            assertThat(time).isGreaterThan(before - 0.1);
            before = time;
        }
    }

    @Test
    void ofAnOpenWindowTheLastModalityIsMissingEverywhere() {
        Stretch open = Stretch.open(WORKLOAD, 5);

        assertThat(open.arrivals()).isNotEmpty().noneMatch(arrival -> arrival.modality() == 2);
        assertThat(open.expected().values()).containsOnly(0b01, 0b10, 0b11);
    }

    @Test
    void aCompleteMomentWaitsForItsLastModality() {
        Map<MomentKey, Integer> places = Closing.COMPLETE.places(WORKLOAD, stretch);

        places.forEach((moment, place) -> {
            List<Arrival> own = stretch.arrivals().subList(0, place + 1).stream()
                    .filter(arrival -> Workload.entity(arrival.entity()).equals(moment.entity())
                            && arrival.windowStart() == moment.windowStart())
                    .toList();
            assertThat(own).hasSize(3);
            assertThat(own.get(2)).isEqualTo(stretch.arrivals().get(place));
        });
        assertThat(places.keySet()).allMatch(moment -> stretch.expected().getOrDefault(moment, 0) == 0b111);
    }

    @Test
    void theLastModalityIsNotThereBeforeTheFirst() {
        Map<MomentKey, Integer> first = Closing.FIRST_MODALITY.places(WORKLOAD, stretch);
        Map<MomentKey, Integer> last = Closing.LAST_MODALITY.places(WORKLOAD, stretch);

        assertThat(first.keySet()).containsAll(last.keySet());
        last.forEach((moment, place) -> assertThat(place).isGreaterThanOrEqualTo(first.get(moment)));
    }
}
