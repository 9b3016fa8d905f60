package io.tributary.bench.flink;

import io.tributary.bench.alignment.PlainDecider;
import io.tributary.bench.alignment.Reading;
import io.tributary.bench.alignment.Row;
import io.tributary.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings to decisions: tumbling windows by entity, which close when every modality of every partition is the grace past
 * their end. A window's elements are appended to its state and read once, when it closes.
 */
record AlignmentJob(
        String servers,
        Topics topics,
        List<String> modalities,
        Duration window,
        Duration grace,
        boolean exactlyOnce) {
    private static final TypeInformation<Tuple4<String, Integer, Long, byte[]>> EMBEDDING =
            Types.TUPLE(Types.STRING, Types.INT, Types.LONG, Types.PRIMITIVE_ARRAY(Types.BYTE));
    private static final TypeInformation<Tuple2<String, byte[]>> DECISION =
            Types.TUPLE(Types.STRING, Types.PRIMITIVE_ARRAY(Types.BYTE));

    void addTo(StreamExecutionEnvironment environment) {
        int count = modalities.size();
        Duration length = window;
        Duration wait = grace;
        WatermarkStrategy<Tuple4<String, Integer, Long, byte[]>> watermarks = WatermarkStrategy
                .<Tuple4<String, Integer, Long, byte[]>>forGenerator(
                        context -> new LastModalityWatermarks(count, length.toMillis(), wait.toMillis()))
                .withTimestampAssigner((embedding, timestamp) -> embedding.f2);
        environment
                .fromSource(source(), watermarks, "embeddings")
                .keyBy(embedding -> embedding.f0, Types.STRING)
                .window(TumblingEventTimeWindows.of(window))
                .process(new Decide(new DeciderSettings(topics.decisions(), List.copyOf(modalities), window)), DECISION)
                .sinkTo(sink());
    }

    private KafkaSource<Tuple4<String, Integer, Long, byte[]>> source() {
        return KafkaSource.<Tuple4<String, Integer, Long, byte[]>>builder()
                .setBootstrapServers(servers)
                .setTopics(topics.embeddings())
                .setGroupId(topics.prefix() + "-peer")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setProperty("isolation.level", "read_committed")
                .setDeserializer(new Read(List.copyOf(modalities)))
                .build();
    }

    private KafkaSink<Tuple2<String, byte[]>> sink() {
        return KafkaSink.<Tuple2<String, byte[]>>builder()
                .setBootstrapServers(servers)
                .setRecordSerializer(new Write(topics.decisions()))
                .setDeliveryGuarantee(exactlyOnce ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE)
                .setTransactionalIdPrefix(topics.prefix() + "-peer")
                .setProperty("transaction.timeout.ms", "60000")
                .setProperty("retry.backoff.ms", "5")
                .setProperty("retry.backoff.max.ms", "10")
                .build();
    }

    private record DeciderSettings(String topic, List<String> modalities, Duration window)
            implements java.io.Serializable {
        PlainDecider decider() {
            return new PlainDecider(topic, modalities, window);
        }
    }

    private static final class Read implements KafkaRecordDeserializationSchema<Tuple4<String, Integer, Long, byte[]>> {
        private final List<String> modalities;

        Read(List<String> modalities) {
            this.modalities = modalities;
        }

        @Override
        public void deserialize(
                ConsumerRecord<byte[], byte[]> record, Collector<Tuple4<String, Integer, Long, byte[]>> out) {
            Reading reading = Reading.fromWire(record.value(), modalities);
            out.collect(Tuple4.of(
                    new String(record.key(), StandardCharsets.UTF_8), reading.modality(), reading.at(), reading.wire()));
        }

        @Override
        public TypeInformation<Tuple4<String, Integer, Long, byte[]>> getProducedType() {
            return EMBEDDING;
        }
    }

    private static final class Decide
            extends ProcessWindowFunction<
                    Tuple4<String, Integer, Long, byte[]>, Tuple2<String, byte[]>, String, TimeWindow> {
        private final DeciderSettings settings;
        private transient @Nullable PlainDecider decider;

        Decide(DeciderSettings settings) {
            this.settings = settings;
        }

        @Override
        public void process(
                String entity,
                Context context,
                Iterable<Tuple4<String, Integer, Long, byte[]>> embeddings,
                Collector<Tuple2<String, byte[]>> out) {
            Row row = Row.EMPTY;
            for (Tuple4<String, Integer, Long, byte[]> embedding : embeddings) {
                row = row.with(new Reading(embedding.f1, embedding.f2, embedding.f3));
            }
            PlainDecider current = decider;
            if (current == null) {
                current = settings.decider();
                decider = current;
            }
            out.collect(Tuple2.of(entity, current.decide(entity, row)));
        }
    }

    private static final class Write implements KafkaRecordSerializationSchema<Tuple2<String, byte[]>> {
        private final String topic;

        Write(String topic) {
            this.topic = topic;
        }

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                Tuple2<String, byte[]> decision, KafkaSinkContext context, Long timestamp) {
            return new ProducerRecord<>(topic, decision.f0.getBytes(StandardCharsets.UTF_8), decision.f1);
        }
    }
}
