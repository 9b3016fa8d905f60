package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.WireFormat;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * <pre>
 * readings ─► frame ─► frames
 *               └─► refused: dead letters, with their cause
 * </pre>
 *
 * The names of the stores are part of the state's format: renaming one loses it.
 */
record FramingTopology(Modality modality, Preprocessing.Sensor sensor, Topics topics, WireFormat wire) {
    static final String SAMPLES = "samples";
    static final String PROGRESS = "progress";
    static final String FRAMES = "frames";
    static final String REFUSED = "refused";
    private static final String READINGS = "readings";
    private static final String FRAME = "frame";

    Topology build() {
        return new Topology()
                .addSource(
                        READINGS, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.raw(modality.name()))
                .addProcessor(FRAME, () -> new FrameProcessor(modality, sensor, topics, wire), READINGS)
                .addStateStore(store(SAMPLES, Serdes.Bytes()), FRAME)
                .addStateStore(store(PROGRESS, Serdes.String()), FRAME)
                .addSink(
                        FRAMES,
                        topics.frames(modality.name()),
                        (topic, key) -> key.bytes(),
                        new ByteArraySerializer(),
                        (StreamPartitioner<FrameKey, byte[]>) (topic, key, value, count) -> key.partitions(),
                        FRAME)
                .addSink(REFUSED, topics.deadLetters(), new ByteArraySerializer(), new ByteArraySerializer(), FRAME);
    }

    /** A plain key-value store, because the changelog of a windowed one is cut by retention against broker time. */
    private static <K> StoreBuilder<KeyValueStore<K, byte[]>> store(String name, Serde<K> keys) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), keys, Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }
}
