package io.tributary.schemas.pipeline;

import io.tributary.schemas.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A named source of observations of a pipeline.
 *
 * @param name lower case; also the end of its raw topic's name
 * @param encoder folder of the encoder's bundle; of a sensor that names none, that of {@code sensor-general}
 * @param framing for sensors whose readings are cut into frames; empty when each reading is encoded as it is
 * @param batching how its encoder groups its work
 * @param maxFutureSkew observations further ahead of the broker's clock than this are refused
 * @param model what is chosen where the encoder's folder leaves a choice
 */
public record Modality(
        String name,
        Kind kind,
        Path encoder,
        Optional<Framing> framing,
        Batching batching,
        Duration maxFutureSkew,
        ModelChoice model) {
    /** With the encoder as its folder usually has it. */
    public Modality(
            String name,
            Kind kind,
            Path encoder,
            Optional<Framing> framing,
            Batching batching,
            Duration maxFutureSkew) {
        this(name, kind, encoder, framing, batching, maxFutureSkew, ModelChoice.usual());
    }

    /** The same modality with another encoder. */
    public Modality with(Path folder, ModelChoice choice) {
        return new Modality(name, kind, folder, framing, batching, maxFutureSkew, choice);
    }
}
