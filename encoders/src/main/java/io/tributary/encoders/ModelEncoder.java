package io.tributary.encoders;

import io.tributary.encoders.model.EmbeddingModel;
import io.tributary.encoders.model.InferenceException;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prepares observations, runs the model batch by batch and puts the answers back into input order.
 *
 * @param <P> one prepared input
 */
final class ModelEncoder<P> implements Encoder {
    private final EmbeddingModel model;
    private final Preparation<P> preparation;
    private final SelfTest selfTest;

    private ModelEncoder(EmbeddingModel model, Preparation<P> preparation, SelfTest selfTest) {
        this.model = model;
        this.preparation = preparation;
        this.selfTest = selfTest;
    }

    /**
     * An encoder that has reproduced its bundle's reference, and that closes the model and the preparation when it is
     * closed; if it fails, the preparation is closed and the model remains the caller's.
     */
    static <P> Encoder tested(EmbeddingModel model, Preparation<P> preparation) {
        try {
            SelfTest selfTest = SelfTest.read(model.bundle());
            var encoder = new ModelEncoder<>(model, preparation, selfTest);
            selfTest.require(encoder::encodeAll);
            return encoder;
        } catch (RuntimeException e) {
            preparation.close();
            throw e;
        }
    }

    /** When a batch fails down to its last input, the reference tells whether the inputs or the runtime are at fault. */
    @Override
    public List<Encoded> encode(List<Observation> batch) {
        List<Encoded> results = encodeAll(batch);
        boolean answered = results.stream().anyMatch(Encoded.Success.class::isInstance);
        if (!answered && results.stream().anyMatch(ModelEncoder::isRefusedByModel)) {
            selfTest.require(this::encodeAll);
        }
        return results;
    }

    private static boolean isRefusedByModel(Encoded result) {
        return result instanceof Encoded.Rejected rejected && rejected.refusal().cause() == Refusal.Cause.MODEL_REFUSED;
    }

    private List<Encoded> encodeAll(List<Observation> batch) {
        Encoded[] results = new Encoded[batch.size()];
        List<Slot<P>> slots = new ArrayList<>(batch.size());
        for (int i = 0; i < results.length; i++) {
            try {
                slots.add(new Slot<>(i, preparation.prepare(batch.get(i))));
            } catch (RefusedException e) {
                results[i] = new Encoded.Rejected(e.refusal());
            }
        }
        for (List<Integer> places :
                preparation.batches(slots.stream().map(Slot::input).toList())) {
            embed(places.stream().map(slots::get).toList(), results);
        }
        return Arrays.asList(results);
    }

    /** Halves a batch that fails until the input that breaks it is alone. */
    private void embed(List<Slot<P>> slots, Encoded[] results) {
        try {
            List<FloatVector> vectors =
                    model.embed(preparation.pack(slots.stream().map(Slot::input).toList()));
            for (int i = 0; i < slots.size(); i++) {
                Slot<P> slot = slots.get(i);
                results[slot.place()] = result(slot.input(), vectors.get(i));
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

    private Encoded result(P input, FloatVector vector) {
        if (!vector.isFinite()) {
            return refused(modelName() + " answered with NaN or infinity, expected " + dimension()
                    + " finite numbers; look for extreme values in the input");
        }
        return new Encoded.Success(vector, preparation.isTruncated(input), preparation.coverage(input));
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
    public void close() {
        preparation.close();
        model.close();
    }

    private record Slot<P>(int place, P input) {}
}
