package io.tributary.fusion;

import io.tributary.fusion.head.Heads;
import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Decision;
import io.tributary.schemas.wire.DecisionCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The edge of the {@link Heads}: the moments that closed in one step in, their decisions out, keyed by entity. */
final class DecideProcessor implements Processor<Object, List<Moment>, byte[], byte[]> {
    private static final String TYPE = "io.tributary.decision";

    private final Heads heads;
    private final DecisionCodec codec;
    private final String topic;
    private final FusionProgress progress;
    private @Nullable ProcessorContext<byte[], byte[]> context;

    DecideProcessor(Connection connection, Heads heads, FusionProgress progress) {
        this.heads = heads;
        this.codec = new DecisionCodec(connection.wire());
        this.topic = connection.topics().decisions();
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
    }

    @Override
    public void process(Record<Object, List<Moment>> record) {
        for (Decision decision : heads.decide(record.value())) {
            Objects.requireNonNull(context, "not initialised").forward(record(decision), FusionTopology.DECISIONS);
            progress.decisions.increment();
        }
    }

    private Record<byte[], byte[]> record(Decision decision) {
        Headers headers = new RecordHeaders();
        CloudEvents.write(
                headers,
                TYPE,
                FusionStage.NAME,
                decision.id(),
                decision.entity(),
                decision.windowEnd(),
                decision.traceparents().isEmpty()
                        ? null
                        : decision.traceparents().get(0));
        return new Record<>(
                decision.entity().getBytes(StandardCharsets.UTF_8),
                codec.encode(topic, decision),
                decision.triggeredAt().toEpochMilli(),
                headers);
    }
}
