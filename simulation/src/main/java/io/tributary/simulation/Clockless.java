package io.tributary.simulation;

import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.time.Duration;

/** Takes the wall clock's say from a pipeline. */
final class Clockless {
    private Clockless() {}

    /** @param never longer than any simulation runs */
    static Pipeline of(Pipeline pipeline, Duration never) {
        Alignment alignment = pipeline.alignment();
        Closing closing = alignment.closing();
        return new Pipeline(
                pipeline.name(),
                pipeline.modalities().stream()
                        .map(modality -> of(modality, never))
                        .toList(),
                new Alignment(
                        alignment.window(),
                        new Closing(
                                closing.grace(),
                                never,
                                never,
                                closing.complete(),
                                Duration.ZERO,
                                closing.maxOpen(),
                                closing.maxObservations()),
                        alignment.match(),
                        alignment.missing(),
                        alignment.early()),
                pipeline.tasks(),
                pipeline.sinks(),
                pipeline.file());
    }

    private static Modality of(Modality modality, Duration never) {
        return new Modality(
                modality.name(),
                modality.kind(),
                modality.encoder(),
                modality.framing().map(framing -> of(framing, never)),
                modality.batching(),
                modality.maxFutureSkew(),
                modality.model());
    }

    private static Framing of(Framing framing, Duration never) {
        return new Framing(
                framing.length(),
                framing.hop(),
                framing.grace(),
                framing.gaps(),
                framing.maxGap(),
                framing.minCoverage(),
                never,
                never,
                framing.maxSamples());
    }
}
