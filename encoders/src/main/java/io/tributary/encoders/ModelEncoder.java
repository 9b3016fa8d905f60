package io.tributary.encoders;

import io.tributary.encoders.model.Embedded;
import io.tributary.encoders.model.EmbeddingModel;
import io.tributary.encoders.model.InferenceException;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Batching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Prepares observations, runs the model call by call and puts the answers back into input order. What was seen before is
 * not encoded again.
 *
 * @param <P> one prepared input
 */
final class ModelEncoder<P> implements Encoder {
    private final EmbeddingModel model;
    private final Preparation<P> preparation;
    private final Batching batching;
    private final SelfTest selfTest;
    private final EmbeddingCache cache;

    private ModelEncoder(
            EmbeddingModel model,
            Preparation<P> preparation,
            Batching batching,
            SelfTest selfTest,
            EmbeddingCache cache) {
        this.model = model;
        this.preparation = preparation;
        this.batching = batching;
        this.selfTest = selfTest;
        this.cache = cache;
    }

    /**
     * An encoder that has reproduced its bundle's reference, and that closes the model and the preparation when it is
     * closed; if it fails, the preparation is closed and the model remains the caller's.
     */
    static <P> Encoder tested(EmbeddingModel model, Preparation<P> preparation, Batching batching) {
        try {
            SelfTest selfTest = SelfTest.read(model.bundle());
            var encoder = new ModelEncoder<>(
                    model,
                    preparation,
                    batching,
                    selfTest,
                    new EmbeddingCache(model.bundle().model(), batching.cache()));
            selfTest.require(encoder::encodeAnew);
            return encoder;
        } catch (RuntimeException e) {
            preparation.close();
            throw e;
        }
    }

    /** When a batch fails down to its last input, the reference tells whether the inputs or the runtime are at fault. */
    @Override
    public CompletableFuture<List<Encoded>> encode(List<Observation> batch, Executor workers) {
        return encode(batch, workers, batching.cache() > 0).thenApply(results -> {
            boolean answered = results.stream().anyMatch(Encoded.Success.class::isInstance);
            if (!answered && results.stream().anyMatch(ModelEncoder::isRefusedByModel)) {
                selfTest.require(this::encodeAnew);
            }
            return results;
        });
    }

    @Override
    public void warm() {
        List<Observation> samples = Samples.of(model.bundle());
        for (int size : new int[] {1, Math.max(1, batching.rows() / 2), batching.rows()}) {
            List<Observation> batch = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                batch.add(samples.get(i % samples.size()));
            }
            encodeAnew(batch);
        }
    }

    private static boolean isRefusedByModel(Encoded result) {
        return result instanceof Encoded.Rejected rejected && rejected.refusal().cause() == Refusal.Cause.MODEL_REFUSED;
    }

    private List<Encoded> encodeAnew(List<Observation> batch) {
        return encode(batch, Runnable::run, false).join();
    }

    /**
     * Texts are prepared all together, because their lengths decide which of them share a model call; anything else is
     * prepared and encoded a model call at a time, so that decoding and inference overlap.
     */
    private CompletableFuture<List<Encoded>> encode(List<Observation> batch, Executor workers, boolean remembering) {
        Encoded[] results = new Encoded[batch.size()];
        int size = preparation.isOfOneWidth() ? batching.rows() : Math.max(1, batch.size());
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        for (int start = 0; start < batch.size(); start += size) {
            var part = new Part(batch, start, Math.min(batch.size(), start + size), results, remembering);
            parts.add(CompletableFuture.supplyAsync(part::prepare, workers)
                    .thenCompose(calls -> part.run(calls, workers)));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> Arrays.asList(results));
    }

    /** Some neighbours of a batch. */
    private final class Part {
        private final List<Observation> batch;
        private final int start;
        private final int end;
        private final Encoded[] results;
        private final boolean remembering;

        /** Where each content is encoded, so that its repetitions need not be. */
        private final Map<ContentHash, Integer> originals = new HashMap<>();

        private final Map<Integer, Integer> repetitions = new HashMap<>();

        Part(List<Observation> batch, int start, int end, Encoded[] results, boolean remembering) {
            this.batch = batch;
            this.start = start;
            this.end = end;
            this.results = results;
            this.remembering = remembering;
        }

        /** Answers what needs no model, and groups the rest into model calls. */
        List<List<Slot<P>>> prepare() {
            List<Slot<P>> slots = new ArrayList<>(end - start);
            for (int i = start; i < end; i++) {
                if (!isKnown(i)) {
                    try {
                        slots.add(new Slot<>(i, preparation.prepare(batch.get(i))));
                    } catch (RefusedException e) {
                        results[i] = new Encoded.Rejected(e.refusal());
                    }
                }
            }
            int[] widths = slots.stream()
                    .mapToInt(slot -> preparation.width(slot.input()))
                    .toArray();
            return ModelBatches.of(widths, batching).stream()
                    .map(places -> places.stream().map(slots::get).toList())
                    .toList();
        }

        private boolean isKnown(int place) {
            Optional<ContentHash> content =
                    remembering ? ContentHash.of(batch.get(place).payload()) : Optional.empty();
            if (content.isEmpty()) {
                return false;
            }
            Optional<Encoded.Success> remembered = cache.find(content.get());
            if (remembered.isPresent()) {
                results[place] = remembered.get();
                return true;
            }
            Integer original = originals.putIfAbsent(content.get(), place);
            if (original == null) {
                return false;
            }
            repetitions.put(place, original);
            return true;
        }

        /** Runs the first call on this thread, and leaves the others to whoever is free. */
        CompletableFuture<Void> run(List<List<Slot<P>>> calls, Executor workers) {
            List<CompletableFuture<Void>> others = new ArrayList<>();
            for (List<Slot<P>> call : calls.subList(Math.min(1, calls.size()), calls.size())) {
                others.add(CompletableFuture.runAsync(() -> embed(call, results), workers));
            }
            if (!calls.isEmpty()) {
                embed(calls.get(0), results);
            }
            return CompletableFuture.allOf(others.toArray(CompletableFuture[]::new))
                    .thenRun(this::remember);
        }

        private void remember() {
            repetitions.forEach((place, original) -> results[place] = results[original]);
            originals.forEach((content, place) -> {
                if (results[place] instanceof Encoded.Success success) {
                    cache.remember(content, success);
                }
            });
        }
    }

    /** Halves a batch that fails until the input that breaks it is alone. */
    private void embed(List<Slot<P>> slots, Encoded[] results) {
        try {
            List<Embedded> embedded =
                    model.embed(preparation.pack(slots.stream().map(Slot::input).toList()));
            for (int i = 0; i < slots.size(); i++) {
                Slot<P> slot = slots.get(i);
                results[slot.place()] = result(slot.input(), embedded.get(i));
            }
        } catch (InferenceException e) {
            if (slots.size() == 1) {
                results[slots.get(0).place()] = refused(String.valueOf(e.getMessage()));
                return;
            }
            int middle = slots.size() / 2;
            embed(slots.subList(0, middle), results);
            embed(slots.subList(middle, slots.size()), results);
        }
    }

    private Encoded result(P input, Embedded embedded) {
        if (!embedded.isFinite()) {
            return refused(modelName() + " answered with NaN or infinity, expected " + dimension()
                    + " finite numbers; look for extreme values in the input");
        }
        return new Encoded.Success(
                embedded.vector(), preparation.isTruncated(input), preparation.coverage(input), embedded.sequence());
    }

    private static Encoded refused(String detail) {
        return new Encoded.Rejected(new Refusal(Refusal.Cause.MODEL_REFUSED, "payload", detail));
    }

    @Override
    public String modelName() {
        return model.bundle().model();
    }

    @Override
    public String modelHash() {
        return model.bundle().sha256();
    }

    @Override
    public String space() {
        return model.bundle().space();
    }

    @Override
    public int dimension() {
        return model.bundle().dimension();
    }

    @Override
    public int positions() {
        return model.bundle().readout().positions();
    }

    @Override
    public void close() {
        preparation.close();
        model.close();
    }

    private record Slot<P>(int place, P input) {}
}
