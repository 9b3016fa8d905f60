package io.tributary.fusion;

import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Pipeline;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The processors of the stage for whoever runs them without Kafka Streams, such as a simulation: those of one process. What
 * they keep is in the store {@link #STORE}, a {@link StreamsMomentStore}, which is to be flushed before every commit.
 */
public final class FusionProcessors {
    /** The store of the processor {@link #align()}. */
    public static final String STORE = StreamsMomentStore.NAME;
    /** What {@link #align()} forwards to this name, a list of {@link Moment}, is for {@link #decide()}. */
    public static final String DECIDE = FusionTopology.DECIDE;

    private final Connection connection;
    private final Pipeline pipeline;
    private final Heads heads;
    private final FusionProgress progress = new FusionProgress();

    /** @param heads remain the caller's */
    public FusionProcessors(Connection connection, Pipeline pipeline, Heads heads) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.heads = heads;
    }

    /** Aligns the embeddings of one partition. */
    public Processor<byte @Nullable [], byte @Nullable [], Object, Object> align() {
        return new AlignProcessor(connection, pipeline, heads, progress);
    }

    /** Decides the moments of one partition. */
    public Processor<Object, List<Moment>, byte[], byte[]> decide() {
        return new DecideProcessor(connection, heads, progress);
    }

    /** Has every open window closed at the next tick, as {@link FusionStage#closeOpenWindows()}. */
    public void closeOpenWindows() {
        progress.requestClosing();
    }

    /** As {@link FusionStage#incomplete()}. */
    public long incomplete() {
        return progress.incomplete.sum();
    }

    /**
     * What becomes of a record that a processor forwarded.
     *
     * @param to the name that it was forwarded to, other than {@link #DECIDE}
     */
    public ProducerRecord<byte[], byte[]> toRecord(Record<?, ?> forwarded, String to) {
        return new ProducerRecord<>(
                topic(to),
                null,
                forwarded.timestamp(),
                (byte[]) forwarded.key(),
                (byte[]) forwarded.value(),
                forwarded.headers());
    }

    private String topic(String name) {
        Topics topics = connection.topics();
        return switch (name) {
            case FusionTopology.DECISIONS -> topics.decisions();
            case FusionTopology.LATE -> topics.late();
            case FusionTopology.DEAD_LETTERS -> topics.deadLetters();
            default -> throw new IllegalArgumentException("nothing goes from the processors to '" + name + "'");
        };
    }
}
