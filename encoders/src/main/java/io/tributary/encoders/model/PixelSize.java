package io.tributary.encoders.model;

/** Rows and columns of an image. */
public record PixelSize(int height, int width) {
    public PixelSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("an image of " + height + " x " + width + " pixels is none");
        }
    }
}
