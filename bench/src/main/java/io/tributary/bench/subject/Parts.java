package io.tributary.bench.subject;

import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.encoders.Preparation;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What an event costs beside the model: its preparation, and its way from and to Avro. Measured on as many threads as there
 * are processors, as the model is, because processors that share a core make each other slower. CPU time is the whole
 * process's, because native decoders may use threads of their own.
 */
final class Parts {
    private static final int PACKED_TOGETHER = 8;

    private final List<Observation> observations = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private final ObservationCodec observationCodec = new ObservationCodec(WireFormat.singleObject());
    private final EmbeddingCodec embeddingCodec = new EmbeddingCodec(WireFormat.singleObject());
    private final MeasuredModel model;

    /** Keeps the compiler from leaving out work whose result nobody reads. */
    private final LongAdder seen = new LongAdder();

    Parts(MeasuredModel model) {
        this.model = model;
        for (int number = 0; number < model.inputs().variety(); number++) {
            var observation = new Observation(
                    "n-" + number,
                    "e-" + number % 64,
                    "bench",
                    Instant.ofEpochMilli(1_700_000_000_000L + number),
                    model.inputs().payload(number));
            observations.add(observation);
            values.add(observationCodec.encode("bench.bench", observation));
        }
    }

    /** Preparation and Avro, nanoseconds an event each, then the bytes of a raw record's and of an embedding's value. */
    String measure(Preparation<?> preparation, double seconds) {
        double prepare = nanosAnEvent(seconds, () -> prepareAll(preparation));
        double avro = nanosAnEvent(seconds / 2, this::readAndWriteAll);
        double rawBytes =
                values.stream().mapToInt(value -> value.length).average().orElseThrow();
        return prepare + " " + avro + " " + Math.round(rawBytes) + " " + embedding(observations.get(0)).length + " "
                + Long.signum(seen.sum());
    }

    private double nanosAnEvent(double seconds, Runnable pass) {
        pass.run();
        var passes = new LongAdder();
        long cpu = ProcessUse.now().cpuNanos();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            var thread = new Thread(
                    () -> {
                        do {
                            pass.run();
                            passes.increment();
                        } while (System.nanoTime() < end);
                    },
                    "parts-" + i);
            threads.add(thread);
            thread.start();
        }
        threads.forEach(Parts::join);
        return (double) (ProcessUse.now().cpuNanos() - cpu) / (passes.sum() * observations.size());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an event's parts were measured", e);
        }
    }

    private <P> void prepareAll(Preparation<P> preparation) {
        List<P> batch = new ArrayList<>();
        for (Observation observation : observations) {
            try {
                batch.add(preparation.prepare(observation));
            } catch (RefusedException e) {
                throw new IllegalStateException("an input of the benchmark was refused: " + e.getMessage(), e);
            }
            if (batch.size() == PACKED_TOGETHER) {
                seen.add(preparation.pack(batch).size());
                batch.clear();
            }
        }
    }

    private void readAndWriteAll() {
        for (byte[] value : values) {
            try {
                seen.add(embedding(observationCodec.decode(value)).length);
            } catch (RefusedException e) {
                throw new IllegalStateException("a record of the benchmark cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private byte[] embedding(Observation observation) {
        return embeddingCodec.encode(
                "bench.embeddings",
                new Embedding(
                        observation.id(),
                        observation.entity(),
                        observation.modality(),
                        observation.at(),
                        FloatVector.of(new float[model.bundle().dimension()]),
                        model.bundle().model(),
                        model.bundle().sha256(),
                        model.bundle().space(),
                        false,
                        1f,
                        new SourceOffset("bench.bench", 0, 0),
                        observation.at(),
                        null));
    }
}
