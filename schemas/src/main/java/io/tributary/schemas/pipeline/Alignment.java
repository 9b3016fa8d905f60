package io.tributary.schemas.pipeline;

import java.time.Duration;
import java.util.Map;

/**
 * When observations of one entity belong to the same moment, what stands for a modality, and how long a moment waits.
 * {@code docs/alignment.md} is the definition, with examples.
 *
 * @param match by modality; the latest counts where nothing is said
 * @param missing by modality; absence is masked where nothing is said
 * @param early whether a decision is revised whenever another modality arrives, or made once
 */
public record Alignment(
        Windowing window, Closing closing, Map<String, Match> match, Map<String, Missing> missing, boolean early) {
    public Alignment {
        match = Map.copyOf(match);
        missing = Map.copyOf(missing);
        if (early && window instanceof Windowing.Session) {
            throw new IllegalArgumentException("early decisions of sessions, expected windows whose bounds are known"
                    + " before they close: tumbling, hopping or anchored");
        }
    }

    /** Windows of one length that follow each other, one decision each, with the latest of every modality that is there. */
    public static Alignment tumbling(Duration length, Closing closing) {
        return new Alignment(new Windowing.Tumbling(length), closing, Map.of(), Map.of(), false);
    }

    public Match match(String modality) {
        return match.getOrDefault(modality, Match.LATEST);
    }

    public Missing missing(String modality) {
        return missing.getOrDefault(modality, new Missing.Mask());
    }
}
