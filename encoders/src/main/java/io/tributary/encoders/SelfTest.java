package io.tributary.encoders;

import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an encoder must do before it may encode anything else, on this machine and with this runtime: reproduce the bundle's
 * reference; and where it has none, as models from elsewhere, make usable vectors of samples.
 */
final class SelfTest {
    /** float32 models differ in the last digits with the shape of a batch; quantised ones choose their scales by it. */
    private static final double LEAST_COSINE = 0.9999;

    private static final double LEAST_COSINE_QUANTISED = 0.9;

    private final Bundle bundle;
    private final Optional<Reference> reference;
    private final List<Observation> samples;

    private SelfTest(Bundle bundle, Optional<Reference> reference, List<Observation> samples) {
        this.bundle = bundle;
        this.reference = reference;
        this.samples = samples;
    }

    /** @throws InvalidBundleException if the bundle must have a reference and has no usable one */
    static SelfTest read(Bundle bundle) {
        if (bundle.referenced()) {
            return new SelfTest(bundle, Optional.of(Reference.read(bundle)), List.of());
        }
        Optional<Reference> reference =
                Files.exists(bundle.referenceFile()) ? Optional.of(Reference.read(bundle)) : Optional.empty();
        return new SelfTest(bundle, reference, Samples.of(bundle));
    }

    /** @throws InvalidBundleException saying which input is encoded wrongly, and how */
    void require(Function<List<Observation>, List<Encoded>> encoder) {
        reference.ifPresent(known -> known.require(encoder));
        if (samples.isEmpty()) {
            return;
        }
        List<Encoded> together = encoder.apply(samples);
        for (int i = 0; i < samples.size(); i++) {
            FloatVector vector = usable(i, together.get(i));
            FloatVector alone =
                    usable(i, encoder.apply(samples.subList(i, i + 1)).get(0));
            double cosine = Cosine.of(vector, alone);
            double least = isQuantised() ? LEAST_COSINE_QUANTISED : LEAST_COSINE;
            if (!(cosine >= least)) {
                throw failed(
                        i,
                        "was encoded alone with the cosine %.4f to itself in a batch".formatted(cosine),
                        "at least " + least
                                + ". The graph mixes the rows of a batch, or does not take the attention mask"
                                + " where rows are filled up; export it again");
            }
        }
    }

    /** Only float32 is not one of the many ways to compute with fewer bits. */
    private boolean isQuantised() {
        return !String.valueOf(bundle.modelFile().getFileName()).matches("(model|text_model|vision_model)\\.onnx");
    }

    private FloatVector usable(int number, Encoded encoded) {
        if (encoded instanceof Encoded.Rejected rejected) {
            throw failed(number, "was refused: " + rejected.refusal().detail(), "an embedding");
        }
        FloatVector vector = ((Encoded.Success) encoded).vector();
        if (vector.length() != bundle.dimension()) {
            throw failed(number, "has an embedding of " + vector.length() + " numbers", bundle.dimension() + "");
        }
        if (Cosine.length(vector) == 0) {
            throw failed(number, "was encoded as zeros", "a vector with a length; the weights may be missing");
        }
        return vector;
    }

    private InvalidBundleException failed(int number, String found, String wanted) {
        return new InvalidBundleException("The self-test of " + bundle.modelFile() + " failed: sample " + number + " "
                + found + ", expected " + wanted);
    }
}
