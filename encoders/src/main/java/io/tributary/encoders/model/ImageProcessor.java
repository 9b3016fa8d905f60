package io.tributary.encoders.model;

import java.util.List;
import java.util.Optional;

/**
 * What a {@code preprocessor_config.json} makes of an image: resized, its middle cut out, each pixel scaled and normalised.
 *
 * @param crop what is cut out of the middle; black where the image is smaller
 * @param scale what each pixel, 0 to 255, is multiplied by
 * @param mean one a channel, in the order of the channels; none where pixels are not normalised
 * @param std as {@code mean}, none 0
 * @param blueFirst whether the channels are blue, green, red instead of red, green, blue
 */
public record ImageProcessor(
        Resize resize,
        ResampleFilter filter,
        Optional<PixelSize> crop,
        double scale,
        List<Double> mean,
        List<Double> std,
        boolean blueFirst) {
    public ImageProcessor {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (crop.isEmpty() && !(resize instanceof Resize.To)) {
            throw new IllegalArgumentException("images would remain of different sizes");
        }
    }

    /** To which size an image is resized. */
    public sealed interface Resize {
        PixelSize of(PixelSize image);

        /** Not at all. */
        record None() implements Resize {
            @Override
            public PixelSize of(PixelSize image) {
                return image;
            }
        }

        /** To one size, whatever that does to its proportions. */
        record To(PixelSize size) implements Resize {
            @Override
            public PixelSize of(PixelSize image) {
                return size;
            }
        }

        /** The shorter side to {@code pixels}, the other in proportion, rounded down. */
        record ShortestEdge(int pixels) implements Resize {
            @Override
            public PixelSize of(PixelSize image) {
                boolean upright = image.width() <= image.height();
                int shorter = upright ? image.width() : image.height();
                int longer = upright ? image.height() : image.width();
                int other = (int) ((double) pixels * longer / shorter);
                return upright ? new PixelSize(other, pixels) : new PixelSize(pixels, other);
            }
        }
    }

    /** What the model sees of every image. */
    public PixelSize size() {
        return crop.orElseGet(() -> ((Resize.To) resize).size());
    }

    /** What each of the 256 possible pixels becomes in a channel, in float32 arithmetic as NumPy does it. */
    public float[] values(int channel) {
        float[] values = new float[256];
        for (int pixel = 0; pixel < values.length; pixel++) {
            float scaled = (float) (pixel * scale);
            values[pixel] = mean.isEmpty()
                    ? scaled
                    : (scaled - mean.get(channel).floatValue())
                            / std.get(channel).floatValue();
        }
        return values;
    }
}
