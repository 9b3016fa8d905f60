package io.tributary.encoders.image;

import io.tributary.encoders.model.ImageProcessor;
import io.tributary.encoders.model.PixelSize;

/** At which fraction of its size a JPEG can be decoded so that it is still no smaller than what is made of it. */
final class ReducedDecoding {
    private ReducedDecoding() {}

    /** 1, 2, 4 or 8. */
    static int of(ImageFile file, PixelSize target) {
        // Whichever way the camera was held, the shorter side must suffice for the target's longer one.
        int shorter = Math.min(file.width(), file.height());
        int needed = Math.max(target.width(), target.height());
        return fraction(file, shorter, needed);
    }

    static int of(ImageFile file, ImageProcessor processor) {
        if (processor.resize() instanceof ImageProcessor.Resize.ShortestEdge edge) {
            return fraction(file, Math.min(file.width(), file.height()), edge.pixels());
        }
        return processor.resize() instanceof ImageProcessor.Resize.To to ? of(file, to.size()) : 1;
    }

    private static int fraction(ImageFile file, int have, int need) {
        int fraction = 8;
        while (fraction > 1 && (!file.isJpeg() || have < (long) need * fraction)) {
            fraction /= 2;
        }
        return fraction;
    }
}
