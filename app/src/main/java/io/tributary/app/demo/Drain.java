package io.tributary.app.demo;

import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Whether the stages have worked off what is in their topics: the lag of their consumer groups. */
final class Drain implements AutoCloseable {
    private final Connection connection;
    private final Pipeline pipeline;
    private final Admin admin;

    Drain(Connection connection, Pipeline pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.admin = Admin.create(connection.clientSettings(Map.of()));
    }

    /** Whether every raw observation has been taken in by the encoders, or by the framing in front of them. */
    boolean rawTopicsAreEmpty() throws InterruptedException {
        Topics topics = connection.topics();
        for (Modality modality : pipeline.modalities()) {
            String stage = modality.framing().isPresent() ? "framing-" : "encoder-";
            if (lag(topics.prefix() + "-" + stage + modality.name(), topics.raw(modality.name())) > 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the fusion has taken in every embedding. */
    boolean embeddingsAreEmpty() throws InterruptedException {
        Topics topics = connection.topics();
        return lag(topics.prefix() + "-fusion", topics.embeddings()) == 0;
    }

    private long lag(String group, String topic) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetSpec> request = new HashMap<>();
            for (TopicDescription description :
                    admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
                description
                        .partitions()
                        .forEach(p -> request.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
            }
            var ends = admin.listOffsets(request, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends.entrySet().stream()
                    .mapToLong(end -> {
                        OffsetAndMetadata at = committed.get(end.getKey());
                        return Math.max(0, end.getValue().offset() - (at == null ? 0 : at.offset()));
                    })
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the lag of " + group + " cannot be read", e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
