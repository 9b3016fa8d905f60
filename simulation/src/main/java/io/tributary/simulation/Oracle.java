package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.testing.alignment.Step;
import java.util.List;

/** What should be decided about embeddings and bounds that come in one order, where no clock has a say. */
interface Oracle {
    /**
     * @param moments that were decided, early ones included, in their order
     * @param late ids of those that were too late for at least one window, in the order in which they came
     */
    record Expected(List<Moment> moments, List<String> late) {}

    /**
     * @param steps embeddings and bounds of one partition, in their order
     * @return with every window closed at the end
     */
    Expected expect(Pipeline pipeline, List<Step> steps);
}
