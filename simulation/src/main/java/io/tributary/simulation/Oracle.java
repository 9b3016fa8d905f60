package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Pipeline;
import java.util.List;

/** What should be decided about embeddings that come in one order, where no clock has a say. */
interface Oracle {
    /**
     * @param moments that were decided, early ones included, in their order
     * @param late ids of those that were too late for at least one window, in the order in which they came
     */
    record Expected(List<Moment> moments, List<String> late) {}

    /**
     * @param embeddings of one partition, in their order
     * @return with every window closed at the end
     */
    Expected expect(Pipeline pipeline, List<Embedding> embeddings);
}
