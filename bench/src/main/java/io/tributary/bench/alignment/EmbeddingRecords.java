package io.tributary.bench.alignment;

import io.tributary.bench.kafka.Load;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Arrivals as records of an embeddings topic, as the encoders write them. */
final class EmbeddingRecords {
    /** Entities of this name only move event time on; nobody counts what is decided of them. */
    static final String PACER = "pacer-";

    private static final int VARIETY = 64;
    private static final String HASH = "0".repeat(64);

    private final String topic;
    private final Workload workload;
    private final List<String> names;
    private final EmbeddingCodec codec = new EmbeddingCodec(WireFormat.singleObject());
    private final List<FloatVector> vectors = new ArrayList<>();
    private long offset;

    EmbeddingRecords(String topic, Workload workload) {
        this.topic = topic;
        this.workload = workload;
        this.names = workload.modalityNames();
        var random = new Random(7);
        for (int i = 0; i < VARIETY; i++) {
            float[] values = new float[workload.dimension()];
            for (int d = 0; d < values.length; d++) {
                values[d] = (float) random.nextGaussian();
            }
            vectors.add(FloatVector.of(values));
        }
    }

    ProducerRecord<byte[], byte[]> record(Arrival arrival) {
        String entity = Workload.entity(arrival.entity());
        return new ProducerRecord<>(
                topic, entity.getBytes(StandardCharsets.UTF_8), value(entity, arrival.modality(), arrival.at()));
    }

    /** One observation of every modality at this event time in every partition. */
    List<ProducerRecord<byte[], byte[]>> pace(long at) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < Load.PARTITIONS; partition++) {
            String entity = PACER + partition;
            for (int modality = 0; modality < workload.modalities(); modality++) {
                records.add(new ProducerRecord<>(
                        topic, partition, entity.getBytes(StandardCharsets.UTF_8), value(entity, modality, at)));
            }
        }
        return records;
    }

    private byte[] value(String entity, int modality, long at) {
        String name = names.get(modality);
        return codec.encode(
                topic,
                new Embedding(
                        entity + "-" + name + "-" + at,
                        entity,
                        name,
                        Instant.ofEpochMilli(at),
                        vectors.get((int) (offset % VARIETY)),
                        "bench@1",
                        HASH,
                        space(name),
                        false,
                        1f,
                        new SourceOffset("bench." + name, 0, offset++),
                        Instant.now(),
                        null));
    }

    /** The space of a modality's embeddings. */
    static String space(String modality) {
        return modality + "-1";
    }
}
