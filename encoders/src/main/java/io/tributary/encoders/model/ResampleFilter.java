package io.tributary.encoders.model;

/**
 * What a pixel's neighbours weigh when an image is resized, by Pillow's names and numbers. Where the image becomes smaller
 * the filter is stretched by the ratio, so that every pixel counts.
 */
public enum ResampleFilter {
    /** The pixel in whose area the new one's middle lies; no weights. */
    NEAREST(0, 0),
    LANCZOS(1, 3),
    BILINEAR(2, 1),
    BICUBIC(3, 2),
    BOX(4, 0.5),
    HAMMING(5, 1);

    private static final double BICUBIC_SHARPNESS = -0.5;

    private final int code;
    private final double support;

    ResampleFilter(int code, double support) {
        this.code = code;
        this.support = support;
    }

    /** The number that {@code resample} has in a processor's file. */
    public int code() {
        return code;
    }

    /** The distance from which on weights are 0, in pixels of the unstretched filter. */
    public double support() {
        return support;
    }

    /** The weight, not normalised, at a distance. */
    public double weight(double distance) {
        double x = Math.abs(distance);
        return switch (this) {
            case NEAREST -> 0;
            case BOX -> distance > -0.5 && distance <= 0.5 ? 1 : 0;
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case HAMMING -> x >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI));
            case BICUBIC -> cubic(x);
            case LANCZOS -> distance >= -3 && distance < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    /** Keys' cubic convolution. */
    private static double cubic(double x) {
        double a = BICUBIC_SHARPNESS;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }
}
