package io.tributary.ingest.plant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.recording.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlantRecordingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MACHINES = 12;
    private static final int MINUTES = 10;

    @TempDir
    private static Path folder;

    private static List<Observation> observations;
    private static List<Label> labels;

    @BeforeAll
    static void write() throws Exception {
        PlantRecording.write(folder.resolve("a"), MACHINES, Duration.ofMinutes(MINUTES), 7);
        observations = new ArrayList<>();
        try (Recording recording = Recording.open(folder.resolve("a"))) {
            recording.forEachObservation(observations::add);
            labels = recording.labels();
        }
    }

    @Test
    void theSameSeedWritesTheSameAndAnotherDoesNot() throws IOException {
        PlantRecording.write(folder.resolve("b"), MACHINES, Duration.ofMinutes(MINUTES), 7);
        PlantRecording.write(folder.resolve("c"), MACHINES, Duration.ofMinutes(MINUTES), 8);

        for (String file : List.of("events.jsonl.gz", "labels.jsonl.gz", "images.zip", "recording.json")) {
            byte[] written = Files.readAllBytes(folder.resolve("a").resolve(file));
            assertThat(folder.resolve("b").resolve(file)).hasBinaryContent(written);
            assertThat(Files.readAllBytes(folder.resolve("c").resolve(file))).isNotEqualTo(written);
        }
    }

    @Test
    void everyMachineAndWindowHasItsAnomalyLabelAndAboutThirtyPercentAreAnomalous() {
        var anomalies =
                labels.stream().filter(label -> label.task().equals("anomaly")).toList();

        assertThat(anomalies).hasSize(MACHINES * MINUTES * 6);
        long anomalous =
                anomalies.stream().filter(l -> l.label().equals("anomalous")).count();
        assertThat(anomalous / (double) anomalies.size()).isBetween(0.2, 0.4);
    }

    @Test
    void someArriveLateTwiceNeverOrBroken() {
        Map<String, Long> timesSeen =
                observations.stream().collect(Collectors.groupingBy(Observation::id, Collectors.counting()));
        long readings = timesSeen.keySet().stream()
                .filter(id -> id.contains("/telemetry/"))
                .count();
        assertThat(readings)
                .as("three in a hundred never arrive, and some modalities fall silent for a while")
                .isBetween(MACHINES * MINUTES * 60 * 88L / 100, MACHINES * MINUTES * 60 * 98L / 100);
        assertThat(timesSeen.values().stream().filter(times -> times == 2).count() / (double) timesSeen.size())
                .isBetween(0.01, 0.03);
        assertThat(lateShare()).isBetween(0.03, 0.08);
        assertThat(broken("future")).isPositive();
        assertThat(broken("image")).isPositive();
        assertThat(broken("text")).isPositive();
        assertThat(broken("reading")).isPositive();
    }

    @Test
    void peopleSeldomWriteTheSame() {
        List<String> texts = observations.stream()
                .map(Observation::payload)
                .filter(Payload.Text.class::isInstance)
                .map(payload -> ((Payload.Text) payload).text())
                .toList();

        assertThat(new HashSet<>(texts).size() / (double) texts.size()).isGreaterThan(0.85);
    }

    @Test
    void noThresholdOnOneChannelTellsWhatIsWrong() {
        Map<String, Boolean> truth = labels.stream()
                .filter(label -> label.task().equals("anomaly"))
                .collect(Collectors.toMap(label -> window(label.entity(), label.at()), label -> label.label()
                        .equals("anomalous")));
        for (int channel = 0; channel < Telemetry.CHANNELS.size(); channel++) {
            assertThat(bestThreshold(channel, truth))
                    .as(Telemetry.CHANNELS.get(channel))
                    .isLessThan(0.85);
        }
    }

    /** Accuracy of the best single threshold on the mean of a channel over a window. */
    private static double bestThreshold(int channel, Map<String, Boolean> truth) {
        Map<String, Double> means = observations.stream()
                .filter(o -> o.payload() instanceof Payload.Reading && o.at().isBefore(START.plusSeconds(MINUTES * 60)))
                .filter(o -> Float.isFinite(((Payload.Reading) o.payload()).value(0, channel)))
                .collect(Collectors.groupingBy(
                        o -> window(o.entity(), o.at()),
                        Collectors.averagingDouble(o -> ((Payload.Reading) o.payload()).value(0, channel))));
        double best = 0;
        for (double threshold : Set.copyOf(means.values())) {
            long right = means.entrySet().stream()
                    .filter(e -> (e.getValue() > threshold) == truth.get(e.getKey()))
                    .count();
            double share = right / (double) means.size();
            best = Math.max(best, Math.max(share, 1 - share));
        }
        return best;
    }

    private static double lateShare() {
        Instant newest = Instant.MIN;
        long late = 0;
        for (Observation observation : observations) {
            if (observation.at().isAfter(START.plusSeconds(MINUTES * 60 + 60))) {
                continue;
            }
            newest = newest.isAfter(observation.at()) ? newest : observation.at();
            late += Duration.between(observation.at(), newest).toMillis() > 1_000 ? 1 : 0;
        }
        return late / (double) observations.size();
    }

    private static long broken(String how) {
        Function<Observation, String> damage = observation -> {
            if (observation.at().isAfter(START.plus(Duration.ofDays(1)))) {
                return "future";
            }
            if (observation.payload() instanceof Payload.Text text) {
                return text.text().isEmpty() ? "text" : "";
            }
            if (observation.payload() instanceof Payload.Reading reading) {
                return reading.hasValues() ? "" : "reading";
            }
            byte[] image = ((Payload.Image) observation.payload()).content().toArray();
            return image[image.length - 8] == 'I' ? "" : "image";
        };
        return observations.stream().filter(o -> damage.apply(o).equals(how)).count();
    }

    private static String window(String entity, Instant at) {
        return entity + "@" + Math.floorDiv(at.getEpochSecond(), PlantRecording.WINDOW.toSeconds());
    }
}
