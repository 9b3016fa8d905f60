package io.tributary.simulation;

import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.FramingProcessors;
import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.ModelChoice;
import io.tributary.schemas.pipeline.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** The models of a pipeline's encoders, or what stands for them, and from when on each is used. */
final class Models implements AutoCloseable {
    private final Map<String, NavigableMap<Duration, Used>> used = new HashMap<>();
    private final Map<String, Preprocessing.Sensor> sensors = new HashMap<>();
    private boolean real;

    private record Used(Modality modality, Encoder encoder) {}

    Models(Pipeline pipeline) {
        for (Modality modality : pipeline.modalities()) {
            used.put(modality.name(), new TreeMap<>(Map.of(Duration.ZERO, use(modality))));
            if (Bundle.read(modality).preprocessing() instanceof Preprocessing.Sensor sensor) {
                sensors.put(modality.name(), sensor);
            }
        }
    }

    private Used use(Modality modality) {
        return new Used(modality, real ? Encoders.open(modality) : StandInEncoder.of(Bundle.read(modality)));
    }

    /** Opens the models in place of what stands for them. */
    void open() {
        real = true;
        used.values()
                .forEach(ofOne -> ofOne.replaceAll((after, before) -> {
                    before.encoder().close();
                    return use(before.modality());
                }));
    }

    void push(Modality modality, Path folder, Duration after) {
        Used before = of(modality.name()).put(after, use(modality.with(folder, ModelChoice.usual())));
        if (before != null) {
            before.encoder().close();
        }
    }

    private NavigableMap<Duration, Used> of(String modality) {
        return Objects.requireNonNull(used.get(modality));
    }

    /** The encoders of a modality, by the time since the start from which on they are used. */
    NavigableMap<Duration, Encoder> encoders(Modality modality) {
        var encoders = new TreeMap<Duration, Encoder>();
        of(modality.name()).forEach((after, one) -> encoders.put(after, one.encoder()));
        return encoders;
    }

    /** What the encoders of the sensors take, by modality. */
    Map<String, Preprocessing.Sensor> sensors() {
        return sensors;
    }

    FramingProcessors framing(Connection connection, Modality modality) {
        Preprocessing.Sensor sensor = sensors.get(modality.name());
        if (sensor == null) {
            throw new IllegalStateException(modality.encoder() + " does not encode sensors, expected it to, because the"
                    + " modality '" + modality.name() + "' is framed");
        }
        return new FramingProcessors(connection, modality, sensor);
    }

    @Override
    public void close() {
        used.values()
                .forEach(ofOne -> ofOne.values().forEach(one -> one.encoder().close()));
    }
}
