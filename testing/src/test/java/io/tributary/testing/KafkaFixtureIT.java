package io.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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

    /** Says its greeting and waits to be killed. */
    static final class Child {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(System.getProperty("greeting") + " " + arguments[0]);
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }
}
