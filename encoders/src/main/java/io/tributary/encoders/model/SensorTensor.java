package io.tributary.encoders.model;

import java.util.List;

/**
 * The graph's input that takes samples.
 *
 * @param name of the input
 * @param channelsFirst whether it is {@code [batch, channels, length]} instead of {@code [batch, length, channels]}
 */
public record SensorTensor(String name, boolean channelsFirst) {
    /** As Tributary's own models have it. */
    public static final SensorTensor USUAL = new SensorTensor("samples", false);

    GraphTensor graphInput(int length, int channels) {
        return channelsFirst
                ? GraphTensor.of(name, "float32", 0, channels, length)
                : GraphTensor.of(name, "float32", 0, length, channels);
    }

    /** The batch as this input takes it, from one {@code [batch, length, channels]}. */
    List<ModelInput> fitted(List<ModelInput> inputs) {
        if (equals(USUAL) || !(inputs.get(0) instanceof ModelInput.Floats samples)) {
            return inputs;
        }
        long[] shape = samples.shape();
        if (!channelsFirst) {
            return List.of(samples.named(name));
        }
        int length = (int) shape[1];
        int channels = (int) shape[2];
        // Copied first: tensors of one name share their memory.
        float[] values = new float[samples.values().capacity()];
        samples.values().get(0, values);
        ModelInput.Floats turned = ModelInput.floats(name, shape[0], channels, length);
        for (int i = 0; i < values.length; i++) {
            int row = i / (length * channels);
            int time = i / channels % length;
            int channel = i % channels;
            turned.values().put((row * channels + channel) * length + time, values[i]);
        }
        return List.of(turned);
    }

    /**
     * The only input of a graph, told by its sizes; where they leave it open, time comes first.
     *
     * @throws InvalidBundleException if the graph has no such input
     */
    static SensorTensor of(OnnxFile graph, int length, int channels, BundleFile manifest) {
        GraphTensor input = graph.inputs().get(0);
        if (graph.inputs().size() != 1 || !input.type().equals("float32") || input.rank() != 3) {
            throw new InvalidBundleException(manifest.file() + " describes a sensor's model, which has the inputs "
                    + graph.inputs() + ", expected one float32[batch, " + length + ", " + channels
                    + "] or float32[batch, "
                    + channels + ", " + length + "]; export the graph so");
        }
        boolean timeFirst = fits(input, length, channels);
        return new SensorTensor(input.name(), !timeFirst && fits(input, channels, length));
    }

    private static boolean fits(GraphTensor input, int second, int third) {
        return (input.size(1) == 0 || input.size(1) == second) && (input.size(2) == 0 || input.size(2) == third);
    }
}
