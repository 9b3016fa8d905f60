package io.tributary.bench.alignment;

import io.tributary.bench.measure.Spread;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What it took ours to have its state back after its process was killed.
 *
 * @param workload in words
 * @param verdict of the moments that were open all the while, and were decided in the end
 */
public record Restores(String workload, Map<Disk, List<Restore>> restores, Verdict verdict) {
    /** What the new process finds in its state directory. */
    public enum Disk {
        EMPTY("on a new machine"),
        KEPT("with its old disk");

        private final String words;

        Disk(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public Restores {
        restores = restores.isEmpty() ? Map.of() : new EnumMap<>(restores);
    }

    /** Empty where nothing was restored, because nothing was lost. */
    public Optional<Spread> of(Disk disk, ToDoubleFunction<Restore> figure) {
        List<Double> values = restores.getOrDefault(disk, List.of()).stream()
                .map(figure::applyAsDouble)
                .filter(Double::isFinite)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }
}
