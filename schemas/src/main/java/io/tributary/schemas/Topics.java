package io.tributary.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The names of the topics of one installation. All topics that meet in a join are keyed by the entity's UTF-8 bytes and
 * have the same number of partitions.
 *
 * @param prefix begins every name; letters, digits and {@code -}, so that a name never mixes {@code .} and {@code _}
 */
public record Topics(String prefix) {
    /** Names of topics beside the raw ones, which no modality may take. */
    public static final Set<String> RESERVED =
            Set.of("embeddings", "decisions", "dead-letters", "late", "labels", "models", "bounds");

    public static final Topics DEFAULT = new Topics("tributary");

    public Topics {
        if (!prefix.matches("[a-zA-Z0-9-]{1,40}")) {
            throw new IllegalArgumentException(
                    "topics.prefix is '" + prefix + "', expected 1 to 40 letters, digits or '-'");
        }
    }

    /** Observations of one modality as producers send them. */
    public String raw(String modality) {
        return prefix + "." + modality;
    }

    /** Frames cut from the readings of one sensor modality. */
    public String frames(String modality) {
        return prefix + "." + modality + ".frames";
    }

    public String embeddings() {
        return prefix + ".embeddings";
    }

    public String decisions() {
        return prefix + ".decisions";
    }

    public String deadLetters() {
        return prefix + ".dead-letters";
    }

    public String late() {
        return prefix + ".late";
    }

    public String labels() {
        return prefix + ".labels";
    }

    /** Compacted: which models the encoders shall use, and what they say of them. No part of any join. */
    public String models() {
        return prefix + ".models";
    }

    /** Every topic that the pipeline needs, raw topics first. */
    public List<String> all(io.tributary.schemas.pipeline.Pipeline pipeline) {
        List<String> names = new ArrayList<>();
        for (var modality : pipeline.modalities()) {
            names.add(raw(modality.name()));
            if (modality.framing().isPresent()) {
                names.add(frames(modality.name()));
            }
        }
        names.addAll(List.of(embeddings(), decisions(), deadLetters(), late(), labels()));
        return List.copyOf(names);
    }
}
