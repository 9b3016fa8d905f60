package io.tributary.encoders;

import io.tributary.schemas.Bound;
import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.EmbeddingCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records in, records out: of each an embedding, a bound or a dead letter, in input order. Sends nothing. */
public final class RecordEncoder {
    private final Encoder encoder;
    private final String stage;
    private final String embeddingsTopic;
    private final ObservationReader reader;
    private final EmbeddingCodec codec;
    private final DeadLetterRecords deadLetters;
    private final EncoderMetrics metrics;

    /** @param encoder remains the caller's */
    public RecordEncoder(Connection connection, Modality modality, String stage, Encoder encoder) {
        this.encoder = encoder;
        this.stage = stage;
        this.embeddingsTopic = connection.topics().embeddings();
        this.reader = new ObservationReader(modality, connection.wire());
        this.codec = new EmbeddingCodec(connection.wire());
        this.deadLetters = new DeadLetterRecords(stage, connection.topics());
        this.metrics = EncoderMetrics.of(stage);
    }

    /** Reads, encodes and writes on {@code workers}; the calling thread is free at once. */
    public CompletableFuture<List<ProducerRecord<byte[], byte[]>>> encode(
            List<ConsumerRecord<byte[], byte[]>> records, Executor workers) {
        metrics.batches().record(records.size());
        return CompletableFuture.supplyAsync(
                        () -> records.stream().map(this::read).toList(), workers)
                .thenCompose(incoming -> encoder.encode(observations(incoming), workers)
                        .thenApply(encoded -> outgoing(incoming, encoded)));
    }

    private static List<Observation> observations(List<Incoming> incoming) {
        return incoming.stream()
                .filter(Readable.class::isInstance)
                .map(readable -> ((Readable) readable).observation())
                .toList();
    }

    private List<ProducerRecord<byte[], byte[]>> outgoing(List<Incoming> incoming, List<Encoded> encoded) {
        Iterator<Encoded> results = encoded.iterator();
        List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>(incoming.size());
        for (Incoming next : incoming) {
            outgoing.add(next instanceof Readable readable ? outcome(readable, results.next()) : passedOn(next));
        }
        return outgoing;
    }

    private ProducerRecord<byte[], byte[]> passedOn(Incoming next) {
        if (next instanceof Unreadable unreadable) {
            return deadLetter(next.record(), unreadable.refusal());
        }
        // Both topics have the same number of partitions, so that what is said of one is true of the other.
        return ((Bounding) next).bound().toRecord(embeddingsTopic, next.record().partition(), true);
    }

    private Incoming read(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (Bound.isMeant(record.headers())) {
                return new Bounding(
                        record, reader.readBound(record.key(), record.value(), record.headers(), record.timestamp()));
            }
            return new Readable(
                    record, reader.read(record.key(), record.value(), record.headers(), record.timestamp()));
        } catch (RefusedException e) {
            return new Unreadable(record, e.refusal());
        }
    }

    private ProducerRecord<byte[], byte[]> outcome(Readable readable, Encoded encoded) {
        if (encoded instanceof Encoded.Rejected rejected) {
            return deadLetter(readable.record(), rejected.refusal());
        }
        return embedding(readable, (Encoded.Success) encoded);
    }

    private ProducerRecord<byte[], byte[]> embedding(Readable readable, Encoded.Success success) {
        metrics.embedded().increment();
        Observation observation = readable.observation();
        var embedding = new Embedding(
                observation.id(),
                observation.entity(),
                observation.modality(),
                observation.at(),
                success.vector(),
                encoder.modelName(),
                encoder.modelHash(),
                encoder.space(),
                success.truncated(),
                success.coverage(),
                source(readable.record()),
                Instant.ofEpochMilli(readable.record().timestamp()),
                observation.traceparent(),
                observation.payload() instanceof Payload.Reading reading ? reading.span() : null,
                success.sequence());
        var record = new ProducerRecord<>(
                embeddingsTopic,
                observation.entity().getBytes(StandardCharsets.UTF_8),
                codec.encode(embeddingsTopic, embedding));
        CloudEvents.write(
                record.headers(),
                "io.tributary.embedding",
                stage,
                embedding.id(),
                embedding.entity(),
                embedding.at(),
                embedding.traceparent());
        return record;
    }

    private ProducerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
        metrics.rejected().increment();
        return deadLetters.of(refusal, source(record), record.key(), record.value(), record.headers());
    }

    private static SourceOffset source(ConsumerRecord<byte[], byte[]> record) {
        return new SourceOffset(record.topic(), record.partition(), record.offset());
    }

    private sealed interface Incoming {
        ConsumerRecord<byte[], byte[]> record();
    }

    private record Readable(ConsumerRecord<byte[], byte[]> record, Observation observation) implements Incoming {}

    /** Behind what it speaks of, and before what comes after it: results are sent in the order of the records. */
    private record Bounding(ConsumerRecord<byte[], byte[]> record, Bound bound) implements Incoming {}

    private record Unreadable(ConsumerRecord<byte[], byte[]> record, Refusal refusal) implements Incoming {}
}
