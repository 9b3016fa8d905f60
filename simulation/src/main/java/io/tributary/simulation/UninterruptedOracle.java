package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.fusion.align.Aligned;
import io.tributary.fusion.align.Aligner;
import io.tributary.fusion.align.MemoryMomentStore;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.testing.alignment.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The same aligner, but one that nothing ever happened to. */
final class UninterruptedOracle implements Oracle {
    @Override
    public Expected expect(Pipeline pipeline, List<Step> steps) {
        var aligner =
                new Aligner(pipeline.modalityNames(), pipeline.alignment(), new MemoryMomentStore(), Instant.EPOCH);
        List<Moment> moments = new ArrayList<>();
        List<String> late = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Said said) {
                moments.addAll(aligner.bound(said.bound(), said.receivedAt(), Instant.EPOCH));
            } else {
                Embedding embedding = ((Step.Arrival) step).embedding();
                Aligned aligned = aligner.add(embedding, Instant.EPOCH);
                moments.addAll(aligned.moments());
                aligned.late().ifPresent(one -> late.add(embedding.id()));
            }
        }
        moments.addAll(aligner.closeAll(Instant.EPOCH));
        return new Expected(moments, late);
    }
}
