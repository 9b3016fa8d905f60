package io.tributary.encoders.sensor;

import io.tributary.encoders.DeadLetterRecords;
import io.tributary.encoders.ObservationReader;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Bound;
import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The edge between Kafka Streams and the {@link Framer}: records in, frames or dead letters out, and the wall clock. */
final class FrameProcessor implements Processor<byte[], byte[], Object, byte[]> {
    /** Of a dead letter of late samples: how far the entity's newest sample was past the oldest of them. */
    static final String LATENESS = "tributary-lateness-ms";

    private final Modality modality;
    private final Preprocessing.Sensor sensor;
    private final Topics topics;
    private final Framing framing;
    private final String stage;
    private final ObservationReader reader;
    private final ObservationCodec codec;
    private final DeadLetterRecords deadLetters;

    /** Entities with samples in no frame yet. */
    private final Silence pending = new Silence();

    /** Every entity with state. */
    private final Silence known = new Silence();

    private ProcessorContext<Object, byte[]> context;
    private Framer framer;
    private FrameCounts counts;

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
    public void init(ProcessorContext<Object, byte[]> initialised) {
        context = initialised;
        var store = new KafkaSampleStore(
                context.getStateStore(FramingTopology.SAMPLES), context.getStateStore(FramingTopology.PROGRESS));
        framer = new Framer(modality.name(), framing, sensor, store);
        counts = new FrameCounts(stage, framer);
        long now = context.currentSystemTimeMs();
        store.forEachEntity((entity, progress) -> {
            known.hear(entity, now);
            if (framer.isPending(progress)) {
                pending.hear(entity, now);
            }
        });
        Duration interval = framing.idleAfter().dividedBy(4);
        context.schedule(
                interval.toMillis() < 10 ? Duration.ofMillis(10) : interval,
                PunctuationType.WALL_CLOCK_TIME,
                this::endSilence);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            if (Bound.isMeant(record.headers())) {
                Bound bound = reader.readBound(record.key(), record.value(), record.headers(), record.timestamp());
                bound(bound, record.timestamp());
                return;
            }
            Observation reading = reader.read(record.key(), record.value(), record.headers(), record.timestamp());
            Framed framed = framer.accept(reading);
            send(framed.frames(), record.timestamp());
            framed.late().ifPresent(late -> {
                ProducerRecord<byte[], byte[]> letter = deadLetter(record, late.refusal());
                letter.headers()
                        .remove(LATENESS)
                        .add(LATENESS, utf8(Long.toString(late.lateness().toMillis())));
                forward(letter, record.timestamp());
            });
            noteArrival(reading.entity());
            makeRoom(record.timestamp());
        } catch (RefusedException e) {
            forward(deadLetter(record, e.refusal()), record.timestamp());
        }
    }

    /** Sends the frames that end before it, then what it says of those that are still to come. */
    private void bound(Bound bound, long timestamp) {
        long at = bound.at().toEpochMilli();
        // In an order that a restart does not change, so that the same records give the same frames in the same order.
        List<String> entities = bound.entity()
                .map(List::of)
                .orElseGet(() -> known.all().stream().sorted().toList());
        for (String entity : entities) {
            send(framer.bound(entity, at), timestamp);
            if (!framer.hasPending(entity)) {
                pending.forget(entity);
            }
        }
        var ofFrames = new Bound(bound.modality(), bound.entity(), Instant.ofEpochMilli(framer.boundOfFrames(at)));
        int partition = context.taskId().partition();
        ProducerRecord<byte[], byte[]> out = ofFrames.toRecord(topics.frames(modality.name()), partition, false);
        context.forward(
                new Record<>(new FrameKey(out.key(), partition), out.value(), timestamp, out.headers()),
                FramingTopology.FRAMES);
    }

    private void noteArrival(String entity) {
        long now = context.currentSystemTimeMs();
        known.hear(entity, now);
        if (framer.hasPending(entity)) {
            pending.hear(entity, now);
        } else {
            pending.forget(entity);
        }
    }

    /** Sends what is there of the entities that were silent the longest, and forgets them, until the rest is few enough. */
    private void makeRoom(long timestamp) {
        while (framer.keptSamples() > framing.maxSamples() && known.size() > 0) {
            String entity = known.longestSilent();
            send(framer.flush(entity), timestamp);
            forget(entity);
            counts.crowdedOut();
        }
    }

    private void forget(String entity) {
        framer.forget(entity);
        known.forget(entity);
        pending.forget(entity);
    }

    private void endSilence(long now) {
        for (String entity : pending.takeSilent(now, framing.idleAfter().toMillis())) {
            send(framer.flush(entity), now);
        }
        known.takeSilent(now, framing.forgetAfter().toMillis()).forEach(this::forget);
        counts.report();
    }

    private ProducerRecord<byte[], byte[]> deadLetter(Record<byte[], byte[]> record, Refusal refusal) {
        var metadata = context.recordMetadata().orElseThrow();
        var source = new SourceOffset(metadata.topic(), metadata.partition(), metadata.offset());
        return deadLetters.of(refusal, source, record.key(), record.value(), record.headers());
    }

    private void forward(ProducerRecord<byte[], byte[]> letter, long timestamp) {
        context.forward(
                new Record<>(letter.key(), letter.value(), timestamp, letter.headers()), FramingTopology.REFUSED);
    }

    private void send(List<Observation> frames, long timestamp) {
        String topic = topics.frames(modality.name());
        counts.sent(frames.size());
        for (Observation frame : frames) {
            var headers = new RecordHeaders();
            CloudEvents.write(
                    headers, "io.tributary.frame", stage, frame.id(), frame.entity(), frame.at(), frame.traceparent());
            context.forward(
                    new Record<>(FrameKey.of(frame.entity()), codec.encode(topic, frame), timestamp, headers),
                    FramingTopology.FRAMES);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
