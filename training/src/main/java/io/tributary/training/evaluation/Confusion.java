package io.tributary.training.evaluation;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How often each class was decided where each class was true. Mutable while it is filled; not safe for several threads.
 *
 * <p>A figure whose denominator is 0 is 0: the precision of a class that was never decided, the recall of one that never
 * occurred. Means over classes are over the classes that occurred or were decided.
 */
public final class Confusion {
    private final List<String> classes;
    private final long[][] counts;

    public Confusion(List<String> classes) {
        this.classes = List.copyOf(classes);
        this.counts = new long[classes.size()][classes.size()];
    }

    /** Counts one decision; both are indices of classes. */
    public void add(int truth, int decided) {
        counts[truth][decided]++;
    }

    public List<String> classes() {
        return classes;
    }

    public long count(int truth, int decided) {
        return counts[truth][decided];
    }

    /** Decisions counted. */
    public long total() {
        return all().mapToLong(this::occurred).sum();
    }

    /** How often {@code type} was true. */
    public long occurred(int type) {
        return all().mapToLong(decided -> counts[type][decided]).sum();
    }

    /** How often {@code type} was decided. */
    public long decided(int type) {
        return all().mapToLong(truth -> counts[truth][type]).sum();
    }

    public double accuracy() {
        return ratio(all().mapToLong(c -> counts[c][c]).sum(), total());
    }

    public double precision(int type) {
        return ratio(counts[type][type], decided(type));
    }

    public double recall(int type) {
        return ratio(counts[type][type], occurred(type));
    }

    public double f1(int type) {
        return ratio(2.0 * counts[type][type], occurred(type) + decided(type));
    }

    public double macroF1() {
        return mean(this::f1);
    }

    public double macroRecall() {
        return mean(this::recall);
    }

    /** The F1 of each class, weighted by how often it occurred. */
    public double weightedF1() {
        return ratio(all().mapToDouble(c -> f1(c) * occurred(c)).sum(), total());
    }

    /** Of what was not {@code type}, the share that was decided to be. */
    public double falseAlarmRate(int type) {
        return ratio(decided(type) - counts[type][type], total() - occurred(type));
    }

    /** Of what was {@code type}, the share that was decided not to be. */
    public double missedRate(int type) {
        return ratio(occurred(type) - counts[type][type], occurred(type));
    }

    private double mean(IntToDoubleFunction figure) {
        return all().filter(c -> occurred(c) + decided(c) > 0)
                .mapToDouble(figure)
                .average()
                .orElse(0);
    }

    private IntStream all() {
        return IntStream.range(0, classes.size());
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /** A table with a row for each class that was true and a column for each that was decided. */
    public String toText() {
        int width = 1;
        for (String name : classes) {
            width = Math.max(width, name.length());
        }
        var text = new StringBuilder(" ".repeat(width)).append("   decided\n").append(pad("true", width));
        for (int c = 0; c < classes.size(); c++) {
            text.append(" %7s".formatted("[" + c + "]"));
        }
        for (int truth = 0; truth < classes.size(); truth++) {
            text.append('\n').append(pad(classes.get(truth), width));
            for (long count : counts[truth]) {
                text.append(" %7s".formatted(count == 0 ? "." : Long.toString(count)));
            }
            text.append("  [").append(truth).append(']');
        }
        return text.append('\n').toString();
    }

    private static String pad(String name, int width) {
        return name + " ".repeat(Math.max(0, width - name.length()));
    }
}
