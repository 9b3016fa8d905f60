package io.tributary.fusion;

import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Pipeline;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * <pre>
 * embeddings ─► align ─► decide ─► decisions
 *                 ├─► late
 *                 └─► dead-letters
 * </pre>
 *
 * Values are bytes, read in {@code align}, so that an unreadable record is a dead letter with its cause. Names are part of
 * the state's format.
 */
record FusionTopology(Connection connection, Pipeline pipeline, Heads heads, FusionProgress progress) {
    static final String EMBEDDINGS = "embeddings";
    static final String ALIGN = "align";
    static final String DECIDE = "decide";
    static final String DECISIONS = "decisions";
    static final String LATE = "late";
    static final String DEAD_LETTERS = "dead-letters";

    Topology build() {
        Topics topics = connection.topics();
        var bytes = new ByteArraySerializer();
        return new Topology()
                .addSource(EMBEDDINGS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.embeddings())
                .addProcessor(ALIGN, () -> new AlignProcessor(connection, pipeline, heads, progress), EMBEDDINGS)
                .addStateStore(StreamsMomentStore.builder(connection.storesInMemory()), ALIGN)
                .addProcessor(DECIDE, () -> new DecideProcessor(connection, heads, progress), ALIGN)
                .addSink(DECISIONS, topics.decisions(), bytes, bytes, DECIDE)
                .addSink(LATE, topics.late(), bytes, bytes, ALIGN)
                .addSink(DEAD_LETTERS, topics.deadLetters(), bytes, bytes, ALIGN);
    }
}
