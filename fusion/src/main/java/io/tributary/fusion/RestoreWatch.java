package io.tributary.fusion;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks on while Kafka Streams brings back state, which it does in threads of its own. */
final class RestoreWatch implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreWatch.class);

    private int changelogs;
    private long records;
    private long readingSince;
    private long reading;
    private long notRunningSince;
    private long notRunning;
    private boolean waiting;

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long to) {
        long now = System.nanoTime();
        if (changelogs++ == 0) {
            readingSince = now;
        }
        if (!waiting) {
            waiting = true;
            notRunningSince = now;
        }
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition partition, String store, long upTo, long restored) {
        records += restored;
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition partition, String store, long restored) {
        ended();
    }

    @Override
    public synchronized void onRestoreSuspended(TopicPartition partition, String store, long restored) {
        ended();
    }

    private void ended() {
        if (--changelogs == 0) {
            reading += System.nanoTime() - readingSince;
        }
    }

    /** Takes note of what the whole process is doing. */
    synchronized void changed(KafkaStreams.State state) {
        if (state == KafkaStreams.State.RUNNING && waiting) {
            waiting = false;
            notRunning += System.nanoTime() - notRunningSince;
            Restored restored = restored();
            LOG.atInfo()
                    .addKeyValue("stage", FusionStage.NAME)
                    .addKeyValue("records", restored.records())
                    .addKeyValue("readingMillis", restored.reading().toMillis())
                    .addKeyValue("untilRunningMillis", restored.untilRunning().toMillis())
                    .log("Fusion has its state");
        }
    }

    synchronized Restored restored() {
        return new Restored(records, Duration.ofNanos(reading), Duration.ofNanos(notRunning));
    }
}
