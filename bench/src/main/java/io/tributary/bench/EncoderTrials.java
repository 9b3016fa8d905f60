package io.tributary.bench;

import io.tributary.bench.load.Inputs;
import io.tributary.bench.measure.Round;
import io.tributary.bench.subject.ProcessUse;
import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.schemas.Observation;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tries an encoder's settings in this process, without Kafka: as many observations at a time as a poll would give, with two
 * polls under way, as in the encoder stage.
 *
 * @param seconds of one trial, after a quarter as much to warm up
 */
record EncoderTrials(Modality modality, Inputs inputs, double seconds) {
    private static final int UNDER_WAY = 2;

    Round trial(Batching batching) {
        Modality tried = new Modality(
                modality.name(),
                modality.kind(),
                modality.encoder(),
                modality.framing(),
                batching,
                modality.maxFutureSkew(),
                modality.model());
        ExecutorService workers = Executors.newFixedThreadPool(batching.sessions());
        try (Encoder encoder = Encoders.open(tried)) {
            run(encoder, workers, batching.records(), seconds / 4);
            return run(encoder, workers, batching.records(), seconds);
        } finally {
            workers.shutdown();
        }
    }

    private Round run(Encoder encoder, ExecutorService workers, int records, double seconds) {
        long cpu = ProcessUse.now().cpuNanos();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        Deque<CompletableFuture<List<Encoded>>> underWay = new ArrayDeque<>();
        long events = 0;
        do {
            underWay.add(encoder.encode(observations(events, records), workers));
            events += records;
            if (underWay.size() == UNDER_WAY) {
                underWay.remove().join();
            }
        } while (System.nanoTime() < end);
        underWay.forEach(CompletableFuture::join);
        return new Round(events, System.nanoTime() - start, ProcessUse.now().cpuNanos() - cpu);
    }

    private List<Observation> observations(long from, int count) {
        List<Observation> observations = new ArrayList<>(count);
        for (long number = from; number < from + count; number++) {
            observations.add(
                    new Observation("n-" + number, "tune", modality.name(), Instant.EPOCH, inputs.payload(number)));
        }
        return observations;
    }
}
