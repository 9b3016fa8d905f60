package io.tributary.fusion.align;

import io.tributary.fusion.Moment;
import java.util.List;
import java.util.Optional;

/**
 * What the arrival of one embedding led to.
 *
 * @param moments those that closed, then those that were revised
 * @param late that embedding, if it came too late to count
 */
public record Aligned(List<Moment> moments, Optional<Late> late) {
    public Aligned {
        moments = List.copyOf(moments);
    }
}
