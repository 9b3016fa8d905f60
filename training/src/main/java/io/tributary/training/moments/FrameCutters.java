package io.tributary.training.moments;

import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.Framed;
import io.tributary.encoders.sensor.Framer;
import io.tributary.encoders.sensor.MemorySampleStore;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Cuts the readings of framed modalities into frames; every other observation passes as it is. */
final class FrameCutters {
    private final Map<String, Cutter> byModality = new LinkedHashMap<>();

    FrameCutters(Pipeline pipeline) {
        for (Modality modality : pipeline.modalities()) {
            modality.framing()
                    .ifPresent(framing -> byModality.put(
                            modality.name(),
                            new Cutter(
                                    new Framer(modality.name(), framing, sensor(modality), new MemorySampleStore()),
                                    new TreeSet<>())));
        }
    }

    /** Gives {@code encodable} the observation, or the frames that it completes. */
    void cut(Observation observation, Consumer<Observation> encodable, Consumer<Refusal> refused) {
        @Nullable Cutter cutter = byModality.get(observation.modality());
        if (cutter == null) {
            encodable.accept(observation);
            return;
        }
        try {
            Framed framed = cutter.framer.accept(observation);
            framed.frames().forEach(encodable);
            framed.late().map(Framed.Late::refusal).ifPresent(refused);
            cutter.entities.add(observation.entity());
        } catch (RefusedException e) {
            refused.accept(e.refusal());
        }
    }

    /** Gives {@code encodable} the frames that were still waiting for their grace. */
    void finish(Consumer<Observation> encodable) {
        byModality
                .values()
                .forEach(cutter -> cutter.entities.forEach(
                        entity -> cutter.framer.flush(entity).forEach(encodable)));
    }

    private static Preprocessing.Sensor sensor(Modality modality) {
        if (Bundle.read(modality.encoder()).preprocessing() instanceof Preprocessing.Sensor sensor) {
            return sensor;
        }
        throw new InvalidBundleException(
                modality.encoder() + " is no encoder of sensors, as modality '" + modality.name() + "' needs");
    }

    private record Cutter(Framer framer, Set<String> entities) {}
}
