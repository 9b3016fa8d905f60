package io.tributary.bench.alignment;

import io.tributary.bench.kafka.Load;
import io.tributary.schemas.Decision;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.WireFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What can be read of a decisions topic by those who read committed records only. */
final class DecisionsSeen implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final DecisionCodec codec = new DecisionCodec(WireFormat.singleObject());

    DecisionsSeen(String servers, String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(IntStream.range(0, Load.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList());
        consumer.poll(POLL);
    }

    /** What came within a moment; pacers are left out. */
    Seen next() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        long now = System.nanoTime();
        List<Decided> decided = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Decision decision = read(record.value());
            if (!decision.entity().startsWith(EmbeddingRecords.PACER)) {
                decided.add(decided(decision));
            }
        }
        return new Seen(now, decided);
    }

    private static Decided decided(Decision decision) {
        int present = 0;
        for (int m = 0; m < decision.evidence().size(); m++) {
            present |= decision.evidence().get(m).present() ? 1 << m : 0;
        }
        return new Decided(
                new MomentKey(decision.entity(), decision.windowStart().toEpochMilli()), present);
    }

    private Decision read(byte[] value) {
        try {
            return codec.decode(value);
        } catch (RefusedException e) {
            throw new IllegalStateException("a decision cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** @param present bit m for modality m */
    record Decided(MomentKey moment, int present) {}

    /** @param nanos of {@link System#nanoTime()} */
    record Seen(long nanos, List<Decided> decided) {}
}
