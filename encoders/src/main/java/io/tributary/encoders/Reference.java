package io.tributary.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The inputs of a bundle's {@code reference.json} and the embeddings that the encoder must make of them, on this machine
 * and with this runtime, before it may encode anything else.
 */
final class Reference {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Any rate does: the model sees points, not seconds. */
    private static final double REFERENCE_RATE_HZ = 1;

    private final Path file;
    private final int dimension;
    private final List<Observation> inputs;
    private final List<FloatVector> expected;
    private final double tolerance;

    private Reference(
            Path file, int dimension, List<Observation> inputs, List<FloatVector> expected, double tolerance) {
        this.file = file;
        this.dimension = dimension;
        this.inputs = inputs;
        this.expected = expected;
        this.tolerance = tolerance;
    }

    /** @throws InvalidBundleException if there is no usable reference */
    static Reference read(Bundle bundle) {
        Path file = bundle.referenceFile();
        try {
            JsonNode root = JSON.readTree(file.toFile());
            List<Observation> inputs = new ArrayList<>();
            for (JsonNode input : root.path("inputs")) {
                inputs.add(observation(bundle, inputs.size(), input));
            }
            List<FloatVector> expected = new ArrayList<>();
            root.path("embeddings").forEach(vector -> expected.add(vector(vector)));
            double tolerance = root.path("tolerance").asDouble(-1);
            if (inputs.isEmpty() || inputs.size() != expected.size() || !(tolerance > 0)) {
                throw new InvalidBundleException(file + " has " + inputs.size() + " inputs, " + expected.size()
                        + " embeddings and tolerance " + root.path("tolerance")
                        + ", expected as many inputs as embeddings, at least one, and a tolerance above 0");
            }
            return new Reference(file, bundle.dimension(), inputs, expected, tolerance);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidBundleException(
                    file + " cannot be read, expected inputs, embeddings and tolerance: " + e.getMessage(), e);
        }
    }

    private static Observation observation(Bundle bundle, int number, JsonNode input) throws IOException {
        return new Observation(
                "reference-" + number, bundle.name(), bundle.name(), Instant.EPOCH, payload(bundle, input));
    }

    private static Payload payload(Bundle bundle, JsonNode input) throws IOException {
        if (bundle.preprocessing() instanceof Preprocessing.Sensor sensor) {
            List<Float> samples = new ArrayList<>();
            input.forEach(row -> row.forEach(value -> samples.add(value.isNumber() ? value.floatValue() : Float.NaN)));
            float[] values = new float[samples.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = samples.get(i);
            }
            List<String> channels =
                    sensor.takesAnyChannels() ? inOrder(input.path(0).size()) : sensor.channels();
            return Payload.Reading.series(channels, REFERENCE_RATE_HZ, FloatVector.of(values));
        }
        if (bundle.kind() == Kind.IMAGE) {
            return new Payload.Image(Bytes.owning(input.binaryValue()));
        }
        return new Payload.Text(input.asText());
    }

    /** Names in their own order, which is that of the channels for a model that takes any. */
    private static List<String> inOrder(int count) {
        return IntStream.range(0, count).mapToObj("%02d"::formatted).toList();
    }

    private static FloatVector vector(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).floatValue();
        }
        return FloatVector.of(values);
    }

    /**
     * Encodes the reference as one batch, then its first input alone, so that the graph's batch axis is tried too.
     *
     * @throws InvalidBundleException saying which input differs and by how much
     */
    void require(Function<List<Observation>, List<Encoded>> encoder) {
        List<Encoded> together = encoder.apply(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            compare(i, together.get(i));
        }
        compare(0, encoder.apply(inputs.subList(0, 1)).get(0));
    }

    private void compare(int number, Encoded encoded) {
        if (encoded instanceof Encoded.Rejected rejected) {
            throw failed(number, "was refused: " + rejected.refusal().detail(), "an embedding");
        }
        FloatVector found = ((Encoded.Success) encoded).vector();
        FloatVector wanted = expected.get(number);
        if (wanted.length() != dimension) {
            throw failed(number, "has an embedding of " + wanted.length() + " numbers", "" + dimension);
        }
        double difference = 0;
        for (int i = 0; i < dimension; i++) {
            difference = Math.max(difference, Math.abs(found.get(i) - wanted.get(i)));
        }
        if (Cosine.length(found) == 0) {
            throw failed(number, "was encoded as zeros", "a vector with a length");
        }
        if (!(difference <= tolerance)) {
            throw failed(
                    number,
                    "was encoded with a difference of %.2g (cosine %.4f, length %.4f instead of %.4f)"
                            .formatted(
                                    difference, Cosine.of(found, wanted), Cosine.length(found), Cosine.length(wanted)),
                    "at most " + tolerance);
        }
    }

    private InvalidBundleException failed(int number, String found, String wanted) {
        return new InvalidBundleException("The self-test failed: input " + number + " of " + file + " " + found
                + ", expected " + wanted + ". The model, its preprocessing or the reference was changed; "
                + "export them together again");
    }
}
