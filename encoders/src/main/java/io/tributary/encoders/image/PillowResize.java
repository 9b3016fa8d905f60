package io.tributary.encoders.image;

import io.tributary.encoders.model.PixelSize;
import io.tributary.encoders.model.ResampleFilter;

/**
 * Resizes images of 8 bits a channel to exactly the pixels that Pillow gives, which models were trained on: first along
 * rows, then along columns; weights in fixed point, rounded to 22 bits; the result of each pass rounded to 8 bits.
 *
 * <p>Only a window of the resized image is computed, since a pixel does not depend on its neighbours in the result.
 */
final class PillowResize {
    private static final int CHANNELS = 3;
    private static final int FRACTION_BITS = 22;

    private final PixelSize from;
    private final ResampleFilter filter;
    private final PixelSize to;

    PillowResize(PixelSize from, ResampleFilter filter, PixelSize to) {
        this.from = from;
        this.filter = filter;
        this.to = to;
    }

    /** Gives the rows of an image, {@code width * 3} bytes each. */
    interface Rows {
        void read(int row, byte[] into);
    }

    /**
     * The window of {@code size} whose upper left pixel is at {@code top} and {@code left} of the resized image, and which
     * lies within it.
     *
     * @return {@code [height, width, 3]}, the channels as they came
     */
    byte[] window(Rows rows, int top, int left, PixelSize size) {
        Taps vertical = Taps.of(filter, from.height(), to.height(), top, size.height());
        Taps horizontal = Taps.of(filter, from.width(), to.width(), left, size.width());
        int first = vertical.first();
        int count = vertical.end() - first;
        byte[] narrowed = new byte[count * size.width() * CHANNELS];
        byte[] row = new byte[from.width() * CHANNELS];
        for (int y = 0; y < count; y++) {
            rows.read(first + y, row);
            alongRow(row, horizontal, narrowed, y * size.width() * CHANNELS);
        }
        byte[] window = new byte[size.height() * size.width() * CHANNELS];
        for (int y = 0; y < size.height(); y++) {
            alongColumns(narrowed, first, vertical, y, window, size.width() * CHANNELS);
        }
        return window;
    }

    private static void alongRow(byte[] row, Taps taps, byte[] into, int at) {
        for (int x = 0; x < taps.count(); x++) {
            int red = 1 << (FRACTION_BITS - 1);
            int green = red;
            int blue = red;
            int weights = taps.weightsOf(x);
            int pixel = taps.start(x) * CHANNELS;
            for (int i = 0; i < taps.length(x); i++, pixel += CHANNELS) {
                int weight = taps.weight(weights + i);
                red += (row[pixel] & 0xFF) * weight;
                green += (row[pixel + 1] & 0xFF) * weight;
                blue += (row[pixel + 2] & 0xFF) * weight;
            }
            int place = at + x * CHANNELS;
            into[place] = rounded(red);
            into[place + 1] = rounded(green);
            into[place + 2] = rounded(blue);
        }
    }

    private static void alongColumns(byte[] rows, int first, Taps taps, int y, byte[] into, int width) {
        int[] sums = new int[width];
        java.util.Arrays.fill(sums, 1 << (FRACTION_BITS - 1));
        for (int i = 0; i < taps.length(y); i++) {
            int weight = taps.weight(taps.weightsOf(y) + i);
            int start = (taps.start(y) + i - first) * width;
            for (int x = 0; x < width; x++) {
                sums[x] += (rows[start + x] & 0xFF) * weight;
            }
        }
        for (int x = 0; x < width; x++) {
            into[y * width + x] = rounded(sums[x]);
        }
    }

    private static byte rounded(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
    }
}
