package io.tributary.encoders.image;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.nio.ByteBuffer;

/**
 * What the bytes of an image declare about themselves, read without decoding a pixel, so that a decompression bomb costs
 * nothing and a file that was cut is noticed: OpenCV decodes the rest of a cut JPEG as grey without a word.
 *
 * @param width pixels
 * @param height pixels
 * @param isJpeg else it is a PNG
 * @param colors empty for 8 bits of grey or of red, green and blue, or what becomes that in one way only; else what it is
 */
record ImageFile(int width, int height, boolean isJpeg, String colors) {
    /** As at the door. */
    static final int MAX_BYTES = 8 << 20;

    static final long MAX_PIXELS = 50_000_000;

    /** @throws RefusedException unless this is a whole JPEG or PNG within the limits */
    static ImageFile check(Bytes image) throws RefusedException {
        if (image.length() > MAX_BYTES) {
            throw new RefusedException(
                    Refusal.Cause.IMAGE_TOO_LARGE,
                    "image",
                    "image has " + image.length() + " bytes, expected at most " + MAX_BYTES + "; scale it down");
        }
        ByteBuffer bytes = image.asReadOnlyBuffer();
        ImageFile file;
        if (PngFile.isPng(bytes)) {
            file = PngFile.check(bytes);
        } else if (JpegFile.isJpeg(bytes)) {
            file = JpegFile.check(bytes);
        } else {
            throw undecodable("of " + image.length() + " bytes begins as neither JPEG nor PNG");
        }
        return file;
    }

    /** The size as it is declared; refused before anything allocates memory for it. */
    static ImageFile sized(int width, int height, boolean isJpeg, String colors) throws RefusedException {
        if (width < 1 || height < 1) {
            throw undecodable("declares " + width + " x " + height + " pixels");
        }
        if ((long) width * height > MAX_PIXELS) {
            throw new RefusedException(
                    Refusal.Cause.IMAGE_TOO_LARGE,
                    "image",
                    "image declares " + width + " x " + height + " pixels, expected at most " + MAX_PIXELS
                            + " in all; scale it down");
        }
        return new ImageFile(width, height, isJpeg, colors);
    }

    static RefusedException undecodable(String found) {
        return new RefusedException(
                Refusal.Cause.UNDECODABLE_IMAGE, "image", "image " + found + ", expected a whole JPEG or PNG");
    }
}
