package io.tributary.app;

import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaFixture;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the committed records of a pipeline's topics say, those of one partition in their order. */
record CommittedRecords(KafkaFixture kafka, Topics topics) {
    private static final WireFormat WIRE = WireFormat.singleObject();

    List<Decision> decisions() throws RefusedException {
        List<Decision> decisions = new ArrayList<>();
        for (var record : kafka.readCommitted(topics.decisions())) {
            decisions.add(new DecisionCodec(WIRE).decode(record.value()));
        }
        return decisions;
    }

    List<Embedding> embeddings() throws RefusedException {
        return embeddings(kafka.readCommitted(topics.embeddings()));
    }

    List<Embedding> late() throws RefusedException {
        return embeddings(kafka.readCommitted(topics.late()));
    }

    private static List<Embedding> embeddings(List<ConsumerRecord<byte[], byte[]>> records) throws RefusedException {
        List<Embedding> embeddings = new ArrayList<>();
        for (var record : records) {
            embeddings.add(new EmbeddingCodec(WIRE).decode(record.value()));
        }
        return embeddings;
    }
}
