package io.tributary.encoders.sensor;

import io.tributary.encoders.DeadLetterRecords;
import io.tributary.encoders.ObservationReader;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge between Kafka Streams and the {@link Framer}: records in, frames or dead letters out, and the wall clock. */
final class FrameProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(FrameProcessor.class);

    private final Modality modality;
    private final Preprocessing.Sensor sensor;
    private final Topics topics;
    private final Framing framing;
    private final String stage;
    private final ObservationReader reader;
    private final ObservationCodec codec;
    private final DeadLetterRecords deadLetters;

    /** Entities with samples in no frame yet, and the wall clock when the last came; the longest silent first. */
    private final Map<String, Long> pending = new LinkedHashMap<>(16, 0.75f, true);

    private ProcessorContext<byte[], byte[]> context;
    private Framer framer;
    private long reportedLate;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    FrameProcessor(Modality modality, Preprocessing.Sensor sensor, Topics topics, WireFormat wire) {
        this.modality = modality;
        this.sensor = sensor;
        this.topics = topics;
        this.framing = modality.framing().orElseThrow();
        this.stage = FramingStage.nameOf(modality);
        this.reader = new ObservationReader(modality, wire);
        this.codec = new ObservationCodec(wire);
        this.deadLetters = new DeadLetterRecords(stage, topics);
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> initialised) {
        context = initialised;
        var store = new KafkaSampleStore(
                context.getStateStore(FramingTopology.SAMPLES), context.getStateStore(FramingTopology.PROGRESS));
        framer = new Framer(modality.name(), framing, sensor, store);
        store.forEachEntity(this::noteArrival);
        Duration interval = framing.idleAfter().dividedBy(4);
        context.schedule(
                interval.toMillis() < 10 ? Duration.ofMillis(10) : interval,
                PunctuationType.WALL_CLOCK_TIME,
                this::flushSilent);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            Observation reading = reader.read(record.key(), record.value(), record.headers(), record.timestamp());
            send(framer.accept(reading), record.timestamp());
            noteArrival(reading.entity());
        } catch (RefusedException e) {
            var metadata = context.recordMetadata().orElseThrow();
            var source = new SourceOffset(metadata.topic(), metadata.partition(), metadata.offset());
            var letter = deadLetters.of(e.refusal(), source, record.key(), record.value(), record.headers());
            context.forward(
                    new Record<>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
                    FramingTopology.REFUSED);
        }
    }

    private void noteArrival(String entity) {
        if (framer.hasPending(entity)) {
            pending.put(entity, context.currentSystemTimeMs());
        } else {
            pending.remove(entity);
        }
    }

    private void flushSilent(long now) {
        for (Iterator<Map.Entry<String, Long>> silent = pending.entrySet().iterator(); silent.hasNext(); ) {
            Map.Entry<String, Long> entity = silent.next();
            if (now - entity.getValue() < framing.idleAfter().toMillis()) {
                break;
            }
            send(framer.flush(entity.getKey()), now);
            silent.remove();
        }
        if (framer.lateSamples() != reportedLate) {
            LOG.atInfo()
                    .addKeyValue("stage", stage)
                    .addKeyValue("samples", framer.lateSamples() - reportedLate)
                    .log("Samples came too late for their frames; framing.grace decides how long frames wait");
            reportedLate = framer.lateSamples();
        }
    }

    private void send(List<Observation> frames, long timestamp) {
        String topic = topics.frames(modality.name());
        for (Observation frame : frames) {
            var headers = new RecordHeaders();
            CloudEvents.write(
                    headers, "io.tributary.frame", stage, frame.id(), frame.entity(), frame.at(), frame.traceparent());
            context.forward(
                    new Record<>(
                            frame.entity().getBytes(StandardCharsets.UTF_8),
                            codec.encode(topic, frame),
                            timestamp,
                            headers),
                    FramingTopology.FRAMES);
        }
    }
}
