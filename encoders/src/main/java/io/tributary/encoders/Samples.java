package io.tributary.encoders;

import io.tributary.encoders.image.SampleImages;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Inputs to try a model on of which nobody said what it must answer: of several sizes, and the same every time. */
public final class Samples {
    private static final List<String> TEXTS = List.of(
            "The pump is running hot.",
            "The pump overheats, and its pressure falls from minute to minute; somebody should look at the bearing.",
            "What a wonderful day!",
            "日本語のテキスト и русский 🙂",
            "A photo of a cat on a red sofa");

    private static final int READINGS = 4;
    private static final double RATE_HZ = 1;

    private Samples() {}

    public static List<Observation> of(Bundle bundle) {
        List<Payload> payloads = new ArrayList<>();
        switch (bundle.kind()) {
            case TEXT -> TEXTS.forEach(text -> payloads.add(new Payload.Text(text)));
            case IMAGE -> SampleImages.png().forEach(image -> payloads.add(new Payload.Image(Bytes.owning(image))));
            case SENSOR -> {
                for (int i = 0; i < READINGS; i++) {
                    payloads.add(reading((Preprocessing.Sensor) bundle.preprocessing(), i));
                }
            }
        }
        return observations(bundle, payloads);
    }

    /** Payloads of the bundle's kind as observations. */
    public static List<Observation> observations(Bundle bundle, List<Payload> payloads) {
        List<Observation> observations = new ArrayList<>();
        for (Payload payload : payloads) {
            observations.add(new Observation(
                    "sample-" + observations.size(), bundle.name(), bundle.name(), Instant.EPOCH, payload));
        }
        return observations;
    }

    /** Waves of another length in every channel. */
    private static Payload reading(Preprocessing.Sensor sensor, int number) {
        List<String> channels = sensor.channels().isEmpty() ? List.of("a", "b", "c") : sensor.channels();
        float[] values = new float[sensor.length() * channels.size()];
        for (int i = 0; i < values.length; i++) {
            int row = i / channels.size();
            int channel = i % channels.size();
            values[i] = (float) Math.sin((row + 1) * (channel + 1 + number) * 0.1) + channel;
        }
        return Payload.Reading.series(channels, RATE_HZ, FloatVector.of(values));
    }
}
