package io.tributary.fusion.align;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Makes what stands for a modality of what a window has of it. */
record Matching(Match match, long reference, long windowEnd) {
    /** One a space, the space that arrived last first. */
    List<Moment.Present> inEverySpace(List<Embedding> embeddings) {
        List<Moment.Present> presents = new ArrayList<>(1);
        for (List<Embedding> ofOneSpace : BySpace.lastArrivedFirst(embeddings)) {
            presents.add(present(embeddings.size(), used(ofOneSpace)));
        }
        return presents;
    }

    /** @param ofOneSpace in the order of event time, then id */
    private List<Embedding> used(List<Embedding> ofOneSpace) {
        return switch (match) {
            case LATEST -> List.of(ofOneSpace.get(ofOneSpace.size() - 1));
            case NEAREST -> List.of(nearest(ofOneSpace));
            case MEAN, MAX, ALL -> ofOneSpace;
        };
    }

    private Embedding nearest(List<Embedding> embeddings) {
        Embedding nearest = embeddings.get(0);
        for (Embedding embedding : embeddings) {
            if (distance(embedding) <= distance(nearest)) {
                nearest = embedding;
            }
        }
        return nearest;
    }

    private long distance(Embedding embedding) {
        return Math.abs(embedding.at().toEpochMilli() - reference);
    }

    private Moment.Present present(int count, List<Embedding> used) {
        return present(
                count,
                used,
                match == Match.MAX ? combined(used, Math::max, 1) : combined(used, Double::sum, used.size()),
                sequence(used));
    }

    private List<FloatVector> sequence(List<Embedding> used) {
        if (match == Match.ALL) {
            return used.stream()
                    .flatMap(embedding -> embedding.positions().stream())
                    .toList();
        }
        return used.size() == 1 ? used.get(0).sequence() : List.of();
    }

    /** What one embedding says for itself, of which the window has none. */
    Moment.Present reused(Embedding embedding) {
        return present(0, List.of(embedding), embedding.vector(), embedding.sequence());
    }

    private Moment.Present present(int count, List<Embedding> used, FloatVector vector, List<FloatVector> sequence) {
        Embedding newest = used.get(used.size() - 1);
        List<String> ids = new ArrayList<>(used.size());
        List<SourceOffset> sources = new ArrayList<>(used.size());
        List<String> traceparents = new ArrayList<>(0);
        for (Embedding embedding : used) {
            ids.add(embedding.id());
            sources.add(embedding.source());
            if (embedding.traceparent() != null) {
                traceparents.add(embedding.traceparent());
            }
        }
        return new Moment.Present(
                newest.modality(),
                vector,
                sequence,
                windowEnd - newest.at().toEpochMilli(),
                count,
                newest.model(),
                newest.modelHash(),
                newest.space(),
                ids,
                sources,
                traceparents);
    }

    /** In double precision and in the order given, so that the same embeddings give the same vector. */
    private static FloatVector combined(List<Embedding> embeddings, DoubleBinaryOperator operator, int divisor) {
        FloatVector first = embeddings.get(0).vector();
        if (embeddings.size() == 1) {
            return first;
        }
        float[] combined = new float[first.length()];
        for (int i = 0; i < combined.length; i++) {
            double value = first.get(i);
            for (Embedding embedding : embeddings.subList(1, embeddings.size())) {
                value = operator.applyAsDouble(value, embedding.vector().get(i));
            }
            combined[i] = (float) (value / divisor);
        }
        return FloatVector.of(combined);
    }
}
