package io.tributary.simulation;

import io.tributary.encoders.sensor.FramingProcessors;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Everything that is looked at when a run is over.
 *
 * @param once whether delivery is exactly once
 * @param clockless whether the clock has no say
 */
record Checks(
        Pipeline pipeline,
        Heads heads,
        boolean once,
        boolean clockless,
        Function<Modality, FramingProcessors> framing) {
    List<String> violations(Outcome outcome, Target target) {
        List<String> violations = new ArrayList<>();
        violations.addAll(new DeliveryCheck(pipeline, once).violations(outcome));
        violations.addAll(new DecisionCheck(once).violations(outcome.decisions(), target.decisions()));
        violations.addAll(new CountCheck(pipeline, once).violations(outcome));
        if (once) {
            violations.addAll(new PlainCheck(pipeline).violations(outcome));
            violations.addAll(new SpaceCheck().violations(outcome));
        }
        if (once && clockless) {
            for (Modality modality : pipeline.modalities()) {
                if (modality.framing().isPresent()) {
                    violations.addAll(new FrameCheck(framing.apply(modality)).violations(outcome));
                }
            }
            violations.addAll(new OracleCheck(pipeline, heads, new UninterruptedOracle()).violations(outcome));
        }
        return violations;
    }
}
