package io.tributary.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;

final class RestoreWatchTest {
    private static final TopicPartition FIRST = new TopicPartition("moments-changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("moments-changelog", 1);

    private final RestoreWatch watch = new RestoreWatch();

    @Test
    void nothingIsRestoredWhereThereWasNothing() {
        watch.changed(State.RUNNING);

        assertThat(watch.restored()).isEqualTo(new Restored(0, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void recordsOfAllChangelogsCountAndTheirTimeCountsOnce() {
        watch.onRestoreStart(FIRST, "moments", 0, 10);
        watch.onRestoreStart(SECOND, "moments", 0, 5);
        watch.onBatchRestored(FIRST, "moments", 10, 10);
        watch.onRestoreEnd(FIRST, "moments", 10);
        watch.onBatchRestored(SECOND, "moments", 5, 5);
        assertThat(watch.restored().reading()).as("still reading").isZero();
        watch.onRestoreEnd(SECOND, "moments", 5);
        watch.changed(State.RUNNING);

        Restored restored = watch.restored();
        assertThat(restored.records()).isEqualTo(15);
        assertThat(restored.reading()).isPositive();
        assertThat(restored.untilRunning()).isGreaterThanOrEqualTo(restored.reading());
    }
}
