package io.tributary.training.head;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The formulas of {@code docs/heads.md} for one moment, in doubles and with loops, sharing nothing with the graphs but the
 * arrays of a head.
 *
 * @param embeddings one a modality; what an absent one holds is not looked at
 * @param positions one a modality, {@code [positions, dimension]}; the embedding alone where the head takes no sequence
 */
record HeadFormula(HeadModel head, double[][] embeddings, double[][][] positions, boolean[] present) {
    /** Scores {@code [classes]} and weights {@code [modalities]}. */
    record Answer(double[] scores, double[] weights) {}

    private record Raw(double[] logits, double[] weights) {}

    Answer answer() {
        Raw raw = raw();
        double[] cooled = Arrays.stream(raw.logits)
                .map(logit -> logit / head.temperature())
                .toArray();
        return new Answer(softmax(cooled), raw.weights);
    }

    private Raw raw() {
        return switch (head.kind()) {
            case "early" -> early();
            case "late" -> late();
            case "attention" -> attention();
            case "projection" -> projection();
            case "gated" -> gated();
            case "late-attention" -> lateAttention();
            case "cross-attention" -> crossAttention();
            case "zero-shot" -> zeroShot();
            default -> throw new IllegalArgumentException("no formula for " + head.kind());
        };
    }

    private Raw early() {
        double[] logits = new double[classes()];
        double[] hidden = new double[head.shape().width()];
        double[] lengths = new double[modalities()];
        for (int m : presentOnes()) {
            double[] evidence = linear(input(m), "evidence" + m);
            add(logits, 1, evidence);
            add(hidden, 1, linear(input(m), "hidden" + m));
            lengths[m] = length(evidence);
        }
        add(logits, 1, linear(relu(hidden), "classes"));
        return new Raw(logits, shares(lengths));
    }

    private Raw late() {
        double[] weights = softmaxOfPresent(values("trust.bias"));
        return new Raw(logarithmOfMean(weights), weights);
    }

    private Raw attention() {
        double[] weights = attentionDrawn();
        double[] own = new double[classes()];
        double[] seen = new double[head.shape().width()];
        for (int m : presentOnes()) {
            add(own, weights[m] * presentOnes().length, linear(input(m), "evidence" + m));
            add(seen, weights[m], linear(relu(linear(input(m), "token" + m)), "value"));
        }
        add(own, 1, linear(relu(seen), "classes"));
        return new Raw(own, weights);
    }

    private Raw projection() {
        int width = head.shape().width();
        double[][] shares = new double[modalities()][width];
        double[] together = values("together.bias");
        for (int m : presentOnes()) {
            shares[m] = times(relu(linear(input(m), "projection" + m)), "together" + m + ".weight");
            add(together, 1, shares[m]);
        }
        double[] lengths = new double[modalities()];
        for (int m : presentOnes()) {
            double[] open = new double[width];
            for (int i = 0; i < width; i++) {
                open[i] = together[i] > 0 ? shares[m][i] : 0;
            }
            lengths[m] = length(times(open, "classes.weight"));
        }
        return new Raw(linear(relu(together), "classes"), shares(lengths));
    }

    private Raw gated() {
        double[] gates = values("gate.bias");
        double[] mask = IntStream.range(0, modalities())
                .mapToDouble(m -> present[m] ? 1 : 0)
                .toArray();
        add(gates, 1, times(mask, "gate.presence.weight"));
        for (int m : presentOnes()) {
            add(gates, 1, times(input(m), "gate" + m + ".weight"));
        }
        double[] weights = softmaxOfPresent(gates);
        double[] fused = new double[head.shape().width()];
        for (int m : presentOnes()) {
            double[] state = linear(input(m), "state" + m);
            add(fused, weights[m], Arrays.stream(state).map(Math::tanh).toArray());
        }
        return new Raw(linear(fused, "classes"), weights);
    }

    private Raw lateAttention() {
        double[] weights = attentionDrawn();
        return new Raw(logarithmOfMean(weights), weights);
    }

    private Raw crossAttention() {
        double[] scores = values("gate.bias");
        double[][] states = new double[modalities()][];
        double[][] evidence = new double[modalities()][];
        for (int m : presentOnes()) {
            double[] mean = new double[head.shape().modalities().get(m).dimension()];
            double[][] crossed = new double[positions[m].length][];
            double[] tells = new double[positions[m].length];
            for (int i = 0; i < positions[m].length; i++) {
                add(mean, 1.0 / positions[m].length, standardised(m, positions[m][i]));
                crossed[i] = crossed(m, i);
                tells[i] = product(crossed[i], values("gate" + m + ".position"));
            }
            double[] shares = softmax(tells);
            states[m] = new double[head.shape().width()];
            for (int i = 0; i < shares.length; i++) {
                add(states[m], shares[i], crossed[i]);
            }
            evidence[m] = linear(mean, "evidence" + m);
            scores[m] += product(states[m], values("gate" + m + ".modality"));
        }
        double[] weights = softmaxOfPresent(scores);
        double[] own = new double[classes()];
        double[] fused = new double[head.shape().width()];
        for (int m : presentOnes()) {
            add(own, weights[m] * presentOnes().length, evidence[m]);
            add(fused, weights[m], states[m]);
        }
        add(own, 1, linear(fused, "classes"));
        return new Raw(own, weights);
    }

    /** One position with what it sees of all positions of the other modalities that are there. */
    private double[] crossed(int modality, int position) {
        double[] state = token(modality, position);
        if (presentOnes().length > 1) {
            double[] query = linear(state, "query" + modality);
            double[] scores = others(modality)
                    .mapToDouble(
                            at -> product(query, linear(token(at[0], at[1]), "key" + at[0])) / Math.sqrt(query.length))
                    .toArray();
            double[] attention = softmax(scores);
            int[][] seen = others(modality).toArray(int[][]::new);
            for (int j = 0; j < seen.length; j++) {
                add(state, attention[j], linear(token(seen[j][0], seen[j][1]), "value" + seen[j][0]));
            }
        }
        return relu(state);
    }

    /** Modality and position of everything that a modality looks at. */
    private Stream<int[]> others(int modality) {
        return Arrays.stream(presentOnes())
                .filter(other -> other != modality)
                .boxed()
                .flatMap(other -> IntStream.range(0, positions[other].length).mapToObj(j -> new int[] {other, j}));
    }

    private double[] token(int modality, int position) {
        return relu(linear(standardised(modality, positions[modality][position]), "token" + modality));
    }

    private Raw zeroShot() {
        double[] sum = new double[embeddings[0].length];
        for (int m : presentOnes()) {
            add(sum, 1 / length(embeddings[m]), embeddings[m]);
        }
        double length = Math.max(length(sum), 1e-6);
        double[] cosines = times(Arrays.stream(sum).map(v -> v / length).toArray(), "classes.weight");
        double[] ones = new double[modalities()];
        Arrays.fill(ones, 1);
        return new Raw(cosines, shares(ones));
    }

    private double[] logarithmOfMean(double[] weights) {
        double[] mean = new double[classes()];
        for (int m : presentOnes()) {
            add(mean, weights[m], softmax(linear(input(m), "evidence" + m)));
        }
        return Arrays.stream(mean).map(score -> Math.log(Math.max(score, 1e-7))).toArray();
    }

    /** Column sums of softmax(q·k/√width) among the present. */
    private double[] attentionDrawn() {
        double[] drawn = new double[modalities()];
        for (int looking : presentOnes()) {
            double[] query = linear(relu(linear(input(looking), "token" + looking)), "query");
            double[] scores = new double[modalities()];
            for (int seen : presentOnes()) {
                double[] key = linear(relu(linear(input(seen), "token" + seen)), "key");
                for (int i = 0; i < key.length; i++) {
                    scores[seen] += query[i] * key[i] / Math.sqrt(key.length);
                }
            }
            add(drawn, 1, softmaxOfPresent(scores));
        }
        return shares(drawn);
    }

    private int classes() {
        return head.shape().classes().size();
    }

    private int modalities() {
        return present.length;
    }

    private int[] presentOnes() {
        return IntStream.range(0, modalities()).filter(m -> present[m]).toArray();
    }

    private double[] input(int modality) {
        return standardised(modality, embeddings[modality]);
    }

    private double[] standardised(int modality, double[] embedding) {
        double[] mean = values("input" + modality + ".mean");
        double[] scale = values("input" + modality + ".scale");
        return IntStream.range(0, mean.length)
                .mapToDouble(i -> (embedding[i] - mean[i]) * scale[i])
                .toArray();
    }

    private FloatArray array(String name) {
        return Objects.requireNonNull(head.arrays().get(name), name);
    }

    private double[] values(String name) {
        float[] values = array(name).values();
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private double[] linear(double[] row, String name) {
        double[] result = times(row, name + ".weight");
        add(result, 1, values(name + ".bias"));
        return result;
    }

    private double[] times(double[] row, String matrix) {
        FloatArray array = array(matrix);
        int columns = (int) array.shape()[1];
        double[] result = new double[columns];
        for (int i = 0; i < row.length; i++) {
            for (int column = 0; column < columns; column++) {
                result[column] += row[i] * array.values()[i * columns + column];
            }
        }
        return result;
    }

    private double[] softmaxOfPresent(double[] scores) {
        double[] chosen =
                Arrays.stream(presentOnes()).mapToDouble(m -> scores[m]).toArray();
        double[] among = softmax(chosen);
        double[] result = new double[modalities()];
        for (int i = 0; i < among.length; i++) {
            result[presentOnes()[i]] = among[i];
        }
        return result;
    }

    /** Of the present, each divided by the sum of all. */
    private double[] shares(double[] values) {
        double sum = Arrays.stream(presentOnes()).mapToDouble(m -> values[m]).sum();
        double[] shares = new double[modalities()];
        for (int m : presentOnes()) {
            shares[m] = values[m] / sum;
        }
        return shares;
    }

    private static double[] softmax(double[] values) {
        double most = Arrays.stream(values).max().orElse(0);
        double[] powers = Arrays.stream(values).map(v -> Math.exp(v - most)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    private static double[] relu(double[] values) {
        return Arrays.stream(values).map(v -> Math.max(v, 0)).toArray();
    }

    private static double product(double[] left, double[] right) {
        return IntStream.range(0, left.length)
                .mapToDouble(i -> left[i] * right[i])
                .sum();
    }

    private static double length(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(v -> v * v).sum());
    }

    private static void add(double[] sum, double factor, double[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }
}
