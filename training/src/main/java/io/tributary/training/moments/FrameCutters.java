package io.tributary.training.moments;

import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.pipeline.Pipeline;
import java.util.function.Consumer;

/** Cuts readings of framed modalities into frames; everything else passes as it is. */
final class FrameCutters {
    FrameCutters(Pipeline pipeline) {
        if (pipeline.modalities().stream().anyMatch(m -> m.framing().isPresent())) {
            throw new UnsupportedOperationException("TODO framing");
        }
    }

    void cut(Observation observation, Consumer<Observation> encodable, Consumer<Refusal> refused) {
        encodable.accept(observation);
    }

    void finish(Consumer<Observation> encodable) {}
}
