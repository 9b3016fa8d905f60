package io.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
final class KafkaFixtureIT {
    @Test
    void whatIsSentIsReadBackWithKeyAndHeaders(KafkaFixture kafka) {
        Topics topics = kafka.newTopics();
        kafka.createTopics(List.of(topics.embeddings()));

        kafka.send(topics.embeddings(), "entity", new byte[] {1, 2}, Map.of("h", "v"));

        var records = kafka.awaitRecords(topics.embeddings(), 1);
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("entity".getBytes(StandardCharsets.UTF_8));
            assertThat(record.value()).containsExactly(1, 2);
            assertThat(record.headers().lastHeader("h").value()).isEqualTo("v".getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void aProcessRunsOnItsOwnAndDiesWhenKilled() {
        try (JavaProcess child = JavaProcess.start(Child.class, Map.of("greeting", "hello"), "there")) {
            assertThat(child.awaitLine(line -> line.startsWith("hello"))).isEqualTo("hello there");
            child.killWithSigkill();
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void recordsOfAnAbortedTransactionAreNotRead(KafkaFixture kafka) throws Exception {
        String topic = kafka.newTopics().embeddings();
        kafka.createTopics(List.of(topic));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", topic),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "entity", "aborted")).get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "entity", "committed")).get();
            producer.commitTransaction();
        }
        assertThat(kafka.awaitRecords(topic, 1))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactly("committed");
    }

    @Test
    void aChildThatEndsTooSoonIsReportedWithItsOutput() {
        try (JavaProcess child = JavaProcess.start(Failing.class, Map.of())) {
            assertThatThrownBy(() -> child.awaitLine(line -> line.equals("ready")))
                    .hasStackTraceContaining("the child ended with 3")
                    .hasStackTraceContaining("no use");
            assertThat(child.awaitExit()).isEqualTo(3);
        }
    }

    /** Says why and ends. */
    static final class Failing {
        public static void main(String[] arguments) {
            System.out.println("no use");
            System.exit(3);
        }
    }

    /** Says its greeting and waits to be killed. */
    static final class Child {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(System.getProperty("greeting") + " " + arguments[0]);
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
