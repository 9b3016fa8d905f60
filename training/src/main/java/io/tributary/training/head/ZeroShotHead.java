package io.tributary.training.head;

import com.fasterxml.jackson.databind.node.TextNode;
import io.tributary.schemas.FloatVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A head that nothing was fitted for: its classes are points in the space of the embeddings, made of texts.
 *
 * @param modalities all of one dimension and one space
 * @param encoder {@code name@version} of the model that embedded the texts
 * @param temperature what cosines are divided by before the softmax
 */
public record ZeroShotHead(
        List<HeadShape.Input> modalities, List<ClassVector> classes, String encoder, float temperature)
        implements HeadModel {
    private static final double LEAST_LENGTH = 1e-6;

    /** @throws IllegalArgumentException if dimensions or spaces differ */
    public ZeroShotHead {
        modalities = List.copyOf(modalities);
        classes = List.copyOf(classes);
        long spaces = modalities.stream()
                .map(input -> input.space() + " of " + input.dimension())
                .distinct()
                .count();
        if (spaces != 1) {
            throw new IllegalArgumentException("the modalities are " + modalities + ", expected all of one space");
        }
        for (ClassVector one : classes) {
            if (one.vector().length() != modalities.get(0).dimension()) {
                throw new IllegalArgumentException("the vector of class " + one.name() + " has "
                        + one.vector().length() + " values, expected "
                        + modalities.get(0).dimension() + " as the modalities have");
            }
        }
    }

    /**
     * A class and where it lies.
     *
     * @param prompts the texts that {@code vector} was made of
     * @param vector of length 1
     */
    public record ClassVector(String name, List<String> prompts, FloatVector vector) {
        public ClassVector {
            prompts = List.copyOf(prompts);
        }

        /**
         * The direction of the mean of the prompts' directions, as CLIP's authors average prompts (Radford et al. 2021).
         *
         * @throws IllegalArgumentException if a vector, or their mean, has no direction
         */
        public static ClassVector of(String name, List<String> prompts, List<FloatVector> vectors) {
            double[] sum = new double[vectors.get(0).length()];
            for (FloatVector vector : vectors) {
                double[] direction = direction(name, doubles(vector));
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += direction[i] / vectors.size();
                }
            }
            double[] mean = direction(name, sum);
            float[] values = new float[mean.length];
            for (int i = 0; i < mean.length; i++) {
                values[i] = (float) mean[i];
            }
            return new ClassVector(name, prompts, FloatVector.of(values));
        }

        private static double[] doubles(FloatVector vector) {
            double[] values = new double[vector.length()];
            for (int i = 0; i < values.length; i++) {
                values[i] = vector.get(i);
            }
            return values;
        }

        private static double[] direction(String name, double[] values) {
            double squares = 0;
            for (double value : values) {
                squares += value * value;
            }
            double length = Math.sqrt(squares);
            if (!(length > LEAST_LENGTH)) {
                throw new IllegalArgumentException("the prompts of class " + name + " have a mean of length " + length
                        + ", expected a direction; use prompts that do not cancel each other out");
            }
            double[] direction = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                direction[i] = values[i] / length;
            }
            return direction;
        }
    }

    @Override
    public String kind() {
        return "zero-shot";
    }

    @Override
    public HeadShape shape() {
        return new HeadShape(
                modalities,
                classes.stream().map(ClassVector::name).toList(),
                modalities.get(0).dimension());
    }

    @Override
    public Map<String, FloatArray> arrays() {
        int dimension = modalities.get(0).dimension();
        float[] columns = new float[dimension * classes.size()];
        for (int c = 0; c < classes.size(); c++) {
            for (int i = 0; i < dimension; i++) {
                columns[i * classes.size() + c] = classes.get(c).vector().get(i);
            }
        }
        return Map.of(ZeroShotGraph.CLASSES, new FloatArray(new long[] {dimension, classes.size()}, columns));
    }

    @Override
    public FusionGraph graph() {
        return new ZeroShotGraph();
    }

    /** A text as JSON writes it is one for YAML, whatever is in it. */
    @Override
    public List<String> ownLines() {
        List<String> lines = new ArrayList<>();
        lines.add("encoder: " + quoted(encoder));
        lines.add("temperature: " + temperature);
        lines.add("prompts:");
        for (ClassVector one : classes) {
            String prompts = one.prompts().stream().map(ZeroShotHead::quoted).collect(Collectors.joining(", "));
            lines.add("  " + quoted(one.name()) + ": [" + prompts + "]");
        }
        return lines;
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
