package io.tributary.schemas;

import java.util.List;

/**
 * What one modality had to say in a decision, present or not.
 *
 * @param ageMillis window end less event time of the newest observation used; -1 when absent
 * @param count observations of this modality in the window
 * @param weight the head's weight of this modality; over all modalities they sum to 1
 * @param contribution score of the decided label less its score without this modality; 0 when absent
 * @param model {@code name@version} of the encoder; empty when absent
 * @param observations ids of the observations used
 * @param sources the raw records used, in the order of {@code observations}
 */
public record Evidence(
        String modality,
        boolean present,
        long ageMillis,
        int count,
        float weight,
        float contribution,
        String model,
        List<String> observations,
        List<SourceOffset> sources) {
    public Evidence {
        observations = List.copyOf(observations);
        sources = List.copyOf(sources);
    }

    public static Evidence absent(String modality) {
        return new Evidence(modality, false, -1, 0, 0f, 0f, "", List.of(), List.of());
    }
}
