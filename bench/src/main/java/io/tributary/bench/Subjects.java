package io.tributary.bench;

import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.kafka.TopicRounds;
import io.tributary.bench.measure.Line;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Batching;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts what reads a raw topic and writes an embeddings topic, for one model. */
final class Subjects {
    private static final String MODALITY = "bench";

    /** What arrival order means elsewhere: so many as they come, padded to the longest of them. */
    private static final String ARRIVAL = "batching: { order: arrival, rows: 32, tokens: 4096 }";

    private final Laboratory laboratory;
    private final MeasuredModel model;
    private final double seconds;
    private final long rawBytes;
    private final long embeddingBytes;
    private final List<String> topics = new ArrayList<>();

    /**
     * @param seconds of a round
     * @param rawBytes of a raw record's value
     * @param embeddingBytes of an embedding's value
     */
    Subjects(Laboratory laboratory, MeasuredModel model, double seconds, long rawBytes, long embeddingBytes) {
        this.laboratory = laboratory;
        this.model = model;
        this.seconds = seconds;
        this.rawBytes = rawBytes;
        this.embeddingBytes = embeddingBytes;
    }

    TopicRounds start(Line line) {
        return switch (line) {
            case OURS -> stage("ours", "", "exactly-once");
            case AT_LEAST_ONCE -> stage("at-least-once", "", "at-least-once");
            case ARRIVAL -> stage("arrival", ARRIVAL, "exactly-once");
            case OBVIOUS -> streams("streams", "default");
            case OBVIOUS_TUNED -> streams("streams-tuned", "one-thread");
            case COPY -> copy();
            case RAW, RAW_FASTEST -> throw new IllegalArgumentException(line + " knows no topics");
        };
    }

    /** Ours with these settings of the modality in the pipeline file; empty for those it has by itself. */
    TopicRounds stage(String name, String settings, String guarantee) {
        Topics own = created(name);
        Path pipeline = pipeline(own.prefix(), settings);
        return rounds(
                own,
                name,
                List.of("stage", laboratory.servers(), own.prefix(), pipeline.toString(), MODALITY, guarantee));
    }

    private TopicRounds streams(String name, String sessions) {
        Topics own = created(name);
        return rounds(
                own,
                name,
                List.of(
                        "streams",
                        laboratory.servers(),
                        own.raw(MODALITY),
                        own.embeddings(),
                        laboratory.catalogue().home().toString(),
                        laboratory.catalogue().cache().toString(),
                        model.name(),
                        sessions,
                        laboratory.folder().resolve(own.prefix()).toString()));
    }

    private TopicRounds copy() {
        Topics own = created("copy");
        int records = Batching.of(model.bundle().kind()).records();
        return rounds(
                own,
                "copy",
                List.of(
                        "copy",
                        laboratory.servers(),
                        own.raw(MODALITY),
                        own.embeddings(),
                        Integer.toString(records),
                        Long.toString(embeddingBytes)));
    }

    private Topics created(String name) {
        var own = new Topics(laboratory.newPrefix(name));
        List<String> names = List.of(own.raw(MODALITY), own.embeddings(), own.deadLetters());
        laboratory.load().create(names);
        topics.addAll(names);
        return own;
    }

    private TopicRounds rounds(Topics own, String name, List<String> arguments) {
        ChildJvm child = laboratory.start(own.prefix() + "-" + name, arguments);
        return new TopicRounds(
                child,
                laboratory.load(),
                own.raw(MODALITY),
                own.embeddings(),
                MODALITY,
                model.inputs(),
                rawBytes,
                seconds);
    }

    private Path pipeline(String prefix, String own) {
        Path file = laboratory.folder().resolve(prefix + ".yaml");
        String settings = own.isEmpty() ? "" : ", " + own;
        try {
            return Files.writeString(
                    file,
                    """
                    name: bench
                    modalities:
                      %s: { kind: %s, encoder: "%s"%s }
                    alignment: { window: PT1S }
                    tasks:
                      none: { head: none }
                    """
                            .formatted(
                                    MODALITY,
                                    model.bundle().kind().lowerCase(),
                                    model.bundle().folder(),
                                    settings));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    /** Deletes the topics, when what uses them is closed. */
    void deleteTopics() {
        laboratory.load().delete(topics);
    }
}
