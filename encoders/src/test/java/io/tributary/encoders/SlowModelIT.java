package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Connection;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.GroupState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
final class SlowModelIT {
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    @Test
    void aModelSlowerThanThePollIntervalKeepsItsPartitionsAndEncodesOnce(KafkaFixture kafka) throws Exception {
        // Given
        Topics topics = kafka.newTopics();
        kafka.createTopics(List.of(topics.raw("sensor"), topics.embeddings(), topics.deadLetters()));
        Observation reading = TestObservations.reading("reading-1", List.of("a", "b"), 3, 4);
        kafka.send(
                topics.raw("sensor"),
                reading.entity(),
                new ObservationCodec(WireFormat.singleObject()).encode(topics.raw("sensor"), reading));
        var connection = new Connection(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "max.poll.interval.ms",
                        Long.toString(POLL_INTERVAL.toMillis())),
                topics,
                WireFormat.singleObject(),
                Path.of("unused"),
                "0",
                true);
        Modality modality = TestBundles.modality("sensor", Kind.SENSOR, TestBundles.fragile());
        var clients = new EncoderClients(connection, modality);
        ExecutorService workers = Executors.newFixedThreadPool(2);

        try (var slow = new SlowEncoder(Encoders.open(modality));
                var consumer = clients.consumer();
                var delivery = new TransactionalDelivery(clients::producer, consumer)) {
            var models = new ModelSwitch(connection, modality, "slow");
            models.switchTo(slow, modality);
            var loop = new EncoderLoop(clients, consumer, models, workers, delivery);
            var running = new Thread(loop::run, "slow-encoder");
            running.start();

            // When
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> slow.calls.get() == 1);
            Awaitility.await()
                    .during(POLL_INTERVAL.multipliedBy(3))
                    .atMost(POLL_INTERVAL.multipliedBy(10))
                    .until(() -> isStable(kafka, topics.prefix() + "-encoder-sensor"));
            slow.release.countDown();

            // Then
            assertThat(kafka.awaitRecords(topics.embeddings(), 1)).hasSize(1);
            assertThat(slow.calls).hasValue(1);
            loop.close();
            running.join();
        } finally {
            workers.shutdown();
        }
    }

    private static boolean isStable(KafkaFixture kafka, String group) throws ExecutionException, InterruptedException {
        var description =
                kafka.admin().describeConsumerGroups(List.of(group)).all().get().get(group);
        return description.groupState() == GroupState.STABLE
                && description.members().size() == 1;
    }

    /** A real encoder whose model takes as long as the test wants. */
    private static final class SlowEncoder implements Encoder {
        private final Encoder encoder;
        private final AtomicInteger calls = new AtomicInteger();
        private final CountDownLatch release = new CountDownLatch(1);

        SlowEncoder(Encoder encoder) {
            this.encoder = encoder;
        }

        @Override
        public CompletableFuture<List<Encoded>> encode(List<Observation> batch, Executor workers) {
            calls.incrementAndGet();
            return CompletableFuture.runAsync(this::awaitRelease, workers)
                    .thenCompose(released -> encoder.encode(batch, workers));
        }

        private void awaitRelease() {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String modelName() {
            return encoder.modelName();
        }

        @Override
        public String modelHash() {
            return encoder.modelHash();
        }

        @Override
        public String space() {
            return encoder.space();
        }

        @Override
        public int dimension() {
            return encoder.dimension();
        }

        @Override
        public void close() {
            encoder.close();
        }
    }
}
