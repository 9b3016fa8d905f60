package io.tributary.encoders.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An input or output that an ONNX graph declares.
 *
 * @param type as NumPy names it: {@code float32}, {@code int64}, …; {@code unknown} where it is not declared
 * @param axes empty where the graph does not say how many there are
 */
public record GraphTensor(String name, String type, Optional<List<Axis>> axes) {
    /**
     * One axis.
     *
     * @param size 0 where it differs from call to call
     * @param symbol its name where it has one, else empty
     */
    public record Axis(long size, String symbol) {
        public boolean isFixed() {
            return size > 0;
        }

        @Override
        public String toString() {
            return isFixed() ? Long.toString(size) : symbol.isEmpty() ? "?" : symbol;
        }
    }

    /** A tensor as it should be; a size of 0 is any. */
    static GraphTensor of(String name, String type, long... sizes) {
        return new GraphTensor(
                name,
                type,
                Optional.of(Arrays.stream(sizes)
                        .mapToObj(size -> new Axis(size, ""))
                        .toList()));
    }

    /** Number of axes; -1 where it is not declared. */
    public int rank() {
        return axes.map(List::size).orElse(-1);
    }

    /** The fixed size of an axis; 0 where it is not fixed or not declared. */
    public long size(int axis) {
        return axes.filter(all -> axis < all.size())
                .map(all -> all.get(axis).size())
                .orElse(0L);
    }

    /** As people write it: {@code input_ids int64[batch, sequence]}. */
    @Override
    public String toString() {
        return name + " " + type
                + axes.map(all -> all.stream().map(Axis::toString).collect(Collectors.joining(", ", "[", "]")))
                        .orElse("[…]");
    }
}
