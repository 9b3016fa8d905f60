package io.tributary.ingest;

import io.tributary.schemas.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the first bytes of an encoded image declare; nothing is decompressed, so a decompression bomb costs nothing here.
 *
 * @param width pixels
 * @param height pixels
 */
record ImageHeader(int width, int height) {
    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int PNG_IHDR = 0x49484452;

    long pixels() {
        return (long) width * height;
    }

    /** The header of a JPEG or PNG; empty when the bytes are neither or end before the size is told. */
    static Optional<ImageHeader> read(Bytes image) {
        ByteBuffer bytes = image.asReadOnlyBuffer();
        if (bytes.remaining() >= 24 && bytes.getLong(0) == PNG_SIGNATURE) {
            return bytes.getInt(12) == PNG_IHDR ? sized(bytes.getInt(16), bytes.getInt(20)) : Optional.empty();
        }
        if (bytes.remaining() >= 4 && bytes.getShort(0) == (short) 0xFFD8) {
            return jpeg(bytes);
        }
        return Optional.empty();
    }

    /** Walks the segments up to the first frame header (SOF), which has the size. */
    private static Optional<ImageHeader> jpeg(ByteBuffer bytes) {
        int at = 2;
        while (at + 9 <= bytes.limit()) {
            if ((bytes.get(at) & 0xFF) != 0xFF) {
                return Optional.empty();
            }
            int marker = bytes.get(at + 1) & 0xFF;
            if (marker == 0xFF) {
                at++;
            } else if (isFrameHeader(marker)) {
                return sized(bytes.getShort(at + 7) & 0xFFFF, bytes.getShort(at + 5) & 0xFFFF);
            } else {
                at += hasNoLength(marker) ? 2 : 2 + Math.max(2, bytes.getShort(at + 2) & 0xFFFF);
            }
        }
        return Optional.empty();
    }

    private static boolean isFrameHeader(int marker) {
        // C4, C8 and CC lie in the range of the frame headers but are tables and an extension.
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean hasNoLength(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD9);
    }

    private static Optional<ImageHeader> sized(int width, int height) {
        return width > 0 && height > 0 ? Optional.of(new ImageHeader(width, height)) : Optional.empty();
    }
}
