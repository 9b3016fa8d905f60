package io.tributary.app;

import io.tributary.schemas.Connection;
import io.tributary.schemas.TopicLeaders;
import io.tributary.schemas.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topics of a pipeline, all that are joined with the same number of partitions.
 *
 * @param partitions of every topic but that of models, which has one
 * @param replication copies of every partition
 */
public record TopicCreation(int partitions, short replication) {
    private static final int TIMEOUT_SECONDS = 60;

    public static TopicCreation from(Settings settings) {
        return new TopicCreation(settings.integer("topics.partitions", 1, 10_000), (short)
                settings.integer("topics.replication", 1, 100));
    }

    /** Topics as they should be. */
    public List<NewTopic> topics(Connection connection, Pipeline pipeline) {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : connection.topics().all(pipeline)) {
            // Event time is in the payload: a broker deletes records by their own timestamps.
            topics.add(new NewTopic(name, partitions, replication)
                    .configs(Map.of("message.timestamp.type", "LogAppendTime", "max.message.bytes", "8388608")));
        }
        // Small, read as a whole, and joined with nothing.
        topics.add(new NewTopic(connection.topics().models(), 1, replication)
                .configs(Map.of("message.timestamp.type", "LogAppendTime", "cleanup.policy", "compact")));
        return topics;
    }

    /** Creates those that do not exist; existing ones are left as they are. */
    public void apply(Connection connection, Pipeline pipeline) throws InterruptedException {
        try (Admin admin = Admin.create(connection.clientSettings(Map.of()))) {
            Set<String> existing = admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = topics(connection, pipeline).stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            for (var creation : admin.createTopics(missing).values().values()) {
                awaitCreated(creation);
            }
            Map<String, Integer> created =
                    missing.stream().collect(Collectors.toMap(NewTopic::name, NewTopic::numPartitions));
            TopicLeaders.await(admin, created, Duration.ofSeconds(TIMEOUT_SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new UserException("Kafka at " + connection.kafka().get("bootstrap.servers")
                    + " did not create the topics: " + cause.getMessage());
        }
    }

    private static void awaitCreated(org.apache.kafka.common.KafkaFuture<Void> creation)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            creation.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Another process of the same pipeline was quicker.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
