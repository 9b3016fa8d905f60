package io.tributary.encoders.sensor;

import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Span;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Gaps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the frames of one entity are, by definition: of all samples at once, sorted, each point looked up by going through
 * all of them. Channels are those that were ever measured, by name, or a given list.
 */
record PlainFrames(String entity, String modality, Framing framing, int points, List<String> channels) {
    /** One measured value. */
    record Value(String channel, long time, float value) {}

    /** Frames that end at {@code upTo} or before, earliest first. */
    List<Observation> of(Collection<Value> measured, long upTo) {
        var byTime = new TreeMap<Long, Map<String, Float>>();
        for (Value value : measured) {
            byTime.computeIfAbsent(value.time(), time -> new TreeMap<>())
                    .merge(value.channel(), value.value(), Math::max);
        }
        List<Observation> frames = new ArrayList<>();
        long hop = framing.hop().toMillis();
        long last = -1;
        for (long time : byTime.keySet()) {
            long end = (Math.floorDiv(time, hop) + 1) * hop;
            if (end != last && end <= upTo) {
                frames.addAll(ending(end, byTime));
                last = end;
            }
        }
        return frames;
    }

    private List<Observation> ending(long end, TreeMap<Long, Map<String, Float>> byTime) {
        long start = end - framing.length().toMillis();
        List<Observation> frames = new ArrayList<>();
        List<Long> times =
                new ArrayList<>(byTime.subMap(start, true, end, false).keySet());
        List<Long> part = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            part.add(times.get(i));
            boolean over = i == times.size() - 1;
            boolean gap =
                    !over && times.get(i + 1) - times.get(i) > framing.maxGap().toMillis();
            if (over || (gap && framing.gaps() == Gaps.SPLIT)) {
                boolean first = part.get(0).equals(times.get(0));
                var span = new Span(
                        Instant.ofEpochMilli(first ? start : part.get(0)),
                        Instant.ofEpochMilli(over ? end : times.get(i) + 1));
                if (times.get(i) >= end - framing.hop().toMillis()) {
                    frame(end, span, part, byTime).ifPresent(frames::add);
                }
                part = new ArrayList<>();
            }
        }
        return frames;
    }

    private java.util.Optional<Observation> frame(
            long end, Span span, List<Long> part, TreeMap<Long, Map<String, Float>> byTime) {
        long length = framing.length().toMillis();
        List<String> names = channels.isEmpty() ? measuredBefore(end, byTime) : channels;
        float[] values = new float[points * names.size()];
        int covered = 0;
        for (int channel = 0; channel < names.size(); channel++) {
            var series = new TreeMap<Double, Double>();
            for (long time : part) {
                Float value = byTime.get(time).get(names.get(channel));
                if (value != null) {
                    series.put((double) (time - (end - length)), (double) value);
                }
            }
            double usual = 1.5 * Math.max((double) length / points, medianSpacing(series));
            double limit =
                    framing.gaps() == Gaps.MARK ? usual : framing.maxGap().toMillis();
            for (int i = 0; i < points; i++) {
                double x = i * ((double) length / points);
                boolean inside = x >= span.from().toEpochMilli() - (end - length)
                        && x < span.to().toEpochMilli() - (end - length);
                double value = inside ? at(x, series, limit) : Double.NaN;
                values[i * names.size() + channel] = (float) value;
                covered += !Double.isNaN(value) && !Double.isNaN(at(x, series, usual)) ? 1 : 0;
            }
        }
        float coverage = (float) covered / values.length;
        if (coverage < framing.minCoverage()) {
            return java.util.Optional.empty();
        }
        var reading =
                new Payload.Reading(names, points * 1000.0 / length, FloatVector.of(values), List.of(), coverage, span);
        return java.util.Optional.of(new Observation(
                entity + "/" + modality + "/frame/" + span.to().toEpochMilli(),
                entity,
                modality,
                Instant.ofEpochMilli(part.get(part.size() - 1)),
                reading));
    }

    private static List<String> measuredBefore(long end, TreeMap<Long, Map<String, Float>> byTime) {
        return byTime.headMap(end, false).values().stream()
                .flatMap(values -> values.keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static double medianSpacing(TreeMap<Double, Double> series) {
        List<Double> spacings = new ArrayList<>();
        for (double time : series.keySet()) {
            Double next = series.higherKey(time);
            if (next != null) {
                spacings.add(next - time);
            }
        }
        return spacings.isEmpty() ? 0 : spacings.stream().sorted().toList().get((spacings.size() - 1) / 2);
    }

    private double at(double x, TreeMap<Double, Double> series, double limit) {
        double step = (double) framing.length().toMillis() / points;
        Map<Double, Double> near = series.subMap(x - step, false, x + step, false);
        if (near.size() > 2) {
            double sum = 0;
            double weights = 0;
            for (Map.Entry<Double, Double> sample : near.entrySet()) {
                double weight = 1 - Math.abs(sample.getKey() - x) / step;
                sum += weight * sample.getValue();
                weights += weight;
            }
            return sum / weights;
        }
        Map.Entry<Double, Double> before = series.floorEntry(x);
        Map.Entry<Double, Double> after = series.ceilingEntry(x);
        if (before != null && after != null && after.getKey() - before.getKey() <= limit) {
            double whole = after.getKey() - before.getKey();
            return whole == 0
                    ? before.getValue()
                    : before.getValue() + (x - before.getKey()) / whole * (after.getValue() - before.getValue());
        }
        double toBefore = before == null ? Double.POSITIVE_INFINITY : x - before.getKey();
        double toAfter = after == null ? Double.POSITIVE_INFINITY : after.getKey() - x;
        if (Math.min(toBefore, toAfter) > limit / 2) {
            return Double.NaN;
        }
        return toBefore <= toAfter ? before.getValue() : after.getValue();
    }
}
