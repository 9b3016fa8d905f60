package io.tributary.simulation;

import io.tributary.encoders.Encoder;
import io.tributary.encoders.RecordEncoder;
import io.tributary.encoders.sensor.FramingProcessors;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A stage of the pipeline.
 *
 * @param name also of its consumer group
 * @param input the topic that it reads
 * @param batch how many records it may work on at a time
 * @param processes makes what one process of the stage has in memory
 */
record Stage(String name, String input, int batch, Supplier<Process> processes) {
    static final String FUSION = "fusion";
    static final String SINK = "sink";
    private static final int LARGEST_BATCH = 4;

    /** One process of a stage: opens its tasks. */
    interface Process {
        Task open(SimulatedBroker broker, TaskId id);

        /** Has every open window closed at the next tick, where there are windows. */
        default void closeOpenWindows() {}

        /** Windows that it closed without a decision, because a modality was missing that is required. */
        default long incomplete() {
            return 0;
        }
    }

    /** Of all stages of a pipeline, in the order in which data flows. */
    static List<String> names(Pipeline pipeline) {
        List<String> names = new ArrayList<>();
        for (Modality modality : pipeline.modalities()) {
            if (modality.framing().isPresent()) {
                names.add(framing(modality));
            }
            names.add(encoder(modality));
        }
        names.addAll(List.of(FUSION, SINK));
        return names;
    }

    /** Its name. */
    static String framing(Modality modality) {
        return "framing-" + modality.name();
    }

    /** Its name. */
    static String encoder(Modality modality) {
        return "encoder-" + modality.name();
    }

    static Stage framing(FramingProcessors processors) {
        Modality modality = processors.modality();
        return new Stage(
                framing(modality),
                processors.connection().topics().raw(modality.name()),
                1,
                () -> (broker, id) -> new FramingTask(broker, id, processors));
    }

    /**
     * @param encoders of the modality, by the time from which on each is used
     * @param start from which those times count, in milliseconds since the epoch
     */
    static Stage encoder(
            Connection connection, Modality modality, NavigableMap<Duration, Encoder> encoders, long start) {
        String name = encoder(modality);
        var records = new TreeMap<Long, RecordEncoder>();
        encoders.forEach((after, encoder) ->
                records.put(start + after.toMillis(), new RecordEncoder(connection, modality, name, encoder)));
        String input = modality.framing().isPresent()
                ? connection.topics().frames(modality.name())
                : connection.topics().raw(modality.name());
        return new Stage(
                name,
                input,
                LARGEST_BATCH,
                () -> (broker, id) -> batch -> {
                    RecordEncoder inUse =
                            records.floorEntry(broker.clock().millis()).getValue();
                    return inUse.encode(batch, Runnable::run).join().stream()
                            .<Effect>map(Effect.Output::new)
                            .toList();
                });
    }

    static Stage fusion(Connection connection, Pipeline pipeline, Heads heads) {
        return new Stage(
                FUSION, connection.topics().embeddings(), 1, () -> new FusionProcess(connection, pipeline, heads));
    }

    /** Writes decisions at least once; the target knows which it has. */
    static Stage sink(Connection connection, Target target) {
        Task task = new Task() {
            @Override
            public List<Effect> work(List<ConsumerRecord<byte[], byte[]>> batch) {
                batch.forEach(target::write);
                return List.of();
            }
        };
        return new Stage(SINK, connection.topics().decisions(), LARGEST_BATCH, () -> (broker, id) -> task);
    }
}
