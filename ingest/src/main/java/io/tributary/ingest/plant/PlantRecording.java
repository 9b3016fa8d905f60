package io.tributary.ingest.plant;

import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a recording of the plant. Labels: {@code anomaly}, one a machine and ten seconds, anomalous where a fault is
 * active for at least half of them; {@code sentiment}, one a message that arrives whole.
 */
public final class PlantRecording {
    /** Event time of one label. */
    public static final Duration WINDOW = Duration.ofSeconds(10);

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WINDOW_SECONDS = (int) WINDOW.toSeconds();

    private final RecordingWriter writer;
    private final Arrivals arrivals;
    private final List<Label> labels = new ArrayList<>();
    private final long seed;
    private final int seconds;

    private PlantRecording(RecordingWriter writer, long seed, int seconds) {
        this.writer = writer;
        this.arrivals = new Arrivals(Chance.of(seed, "arrivals"));
        this.seed = seed;
        this.seconds = seconds;
    }

    /**
     * Writes the recording into {@code folder}, replacing one that is there; the same arguments write the same bytes of
     * images and the same events.
     *
     * @param machines at least 1
     * @param duration event time, whole seconds
     */
    public static void write(Path folder, int machines, Duration duration, long seed) throws IOException {
        Map<String, Kind> modalities = new LinkedHashMap<>();
        modalities.put("telemetry", Kind.SENSOR);
        modalities.put("camera", Kind.IMAGE);
        modalities.put("message", Kind.TEXT);
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        tasks.put("anomaly", List.of("normal", "anomalous"));
        tasks.put("sentiment", List.of("negative", "neutral", "positive"));
        String about = machines + " machines for " + duration.toMinutes() + " minutes, seed " + seed
                + ": telemetry at 1 Hz, a thermal camera every 10 s, messages of operators and customers; generated";
        try (var writer = new RecordingWriter(folder, "plant", about, modalities, tasks)) {
            var recording = new PlantRecording(writer, seed, (int) duration.toSeconds());
            for (int number = 1; number <= machines; number++) {
                recording.observe(Machine.draw(number, duration.toSeconds(), seed));
            }
            recording.writeAll();
        }
    }

    private void observe(Machine machine) {
        telemetry(machine);
        camera(machine);
        messages(machine);
        for (int from = 0; from + WINDOW_SECONDS <= seconds; from += WINDOW_SECONDS) {
            int faulty = 0;
            for (int second = from; second < from + WINDOW_SECONDS; second++) {
                faulty += machine.isFaultyAt(second) ? 1 : 0;
            }
            String label = 2 * faulty >= WINDOW_SECONDS ? "anomalous" : "normal";
            labels.add(new Label(machine.name(), "anomaly", at(from + WINDOW_SECONDS / 2.0), label));
        }
    }

    private void telemetry(Machine machine) {
        Chance chance = Chance.of(seed, machine.name() + "/telemetry");
        var telemetry = new Telemetry(machine, chance);
        Outages outages = Outages.draw(chance, seconds);
        for (int second = 0; second < seconds; second++) {
            Payload.Reading reading = telemetry.read(second);
            if (!outages.cover(second)) {
                double when = second + chance.between(0.0, 0.05);
                send(machine, "telemetry", second, when, reading);
            }
        }
    }

    private void camera(Machine machine) {
        Chance chance = Chance.of(seed, machine.name() + "/camera");
        var camera = new ThermalCamera(machine, chance);
        Outages outages = Outages.draw(chance, seconds);
        double phase = chance.between(0.5, 9.0);
        int number = 0;
        for (double second = phase; second < seconds; second += WINDOW_SECONDS) {
            byte[] frame = camera.frame(second);
            if (!outages.cover(second)) {
                var image = new Payload.Image(GreyPng.encode(ThermalCamera.WIDTH, ThermalCamera.HEIGHT, frame));
                send(machine, "camera", number++, second, image);
            }
        }
    }

    /** At most one message a machine and window, so that its label is that of its moment. */
    private void messages(Machine machine) {
        Chance chance = Chance.of(seed, machine.name() + "/message");
        var writers = new Writers(machine, chance);
        int number = 0;
        for (int from = 0; from + WINDOW_SECONDS <= seconds; from += WINDOW_SECONDS) {
            // People write more when there is something to write about.
            double when = from + chance.between(0.2, 9.6);
            boolean something = !machine.visibleAt(when, Fault.Sight.MESSAGE).isEmpty();
            if (!chance.happens(something ? 0.65 : 0.28)) {
                continue;
            }
            Message message = writers.write(when);
            if (send(machine, "message", number++, when, new Payload.Text(message.text()))) {
                labels.add(new Label(machine.name(), "sentiment", at(when), message.sentiment()));
            }
        }
    }

    private boolean send(Machine machine, String modality, int number, double second, Payload payload) {
        String id = machine.name() + "/" + modality + "/" + number;
        return arrivals.send(new Observation(id, machine.name(), modality, at(second), payload));
    }

    private void writeAll() throws IOException {
        for (Observation observation : arrivals.inOrder()) {
            writer.write(observation);
        }
        labels.sort(Comparator.comparing(Label::at).thenComparing(Label::entity).thenComparing(Label::task));
        for (Label label : labels) {
            writer.write(label);
        }
    }

    private static Instant at(double second) {
        return START.plusMillis(Math.round(second * 1000));
    }
}
