package io.tributary.bench.alignment;

import java.util.List;
import java.util.Optional;

/** Everything that one run measured of alignment; what was left out is empty. */
public record AlignmentResults(
        AlignmentFigures figures, List<Growth> growths, Optional<Restores> restores, Optional<Instances> instances) {
    public AlignmentResults {
        growths = List.copyOf(growths);
    }
}
