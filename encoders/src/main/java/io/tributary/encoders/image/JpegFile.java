package io.tributary.encoders.image;

import io.tributary.schemas.RefusedException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The segments of a JPEG up to its end marker; a thumbnail inside one of them does not count as the end. */
final class JpegFile {
    private static final int END = 0xD9;
    private static final int SCAN = 0xDA;

    /** A progressive image has about ten; thousands make a small file that takes minutes to decode. */
    private static final int MAX_SCANS = 100;

    private final ByteBuffer bytes;
    private int at = 2;
    private int scans;
    private @Nullable ImageFile file;

    private JpegFile(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    static boolean isJpeg(ByteBuffer bytes) {
        return bytes.limit() >= 3 && bytes.getShort(0) == (short) 0xFFD8 && bytes.get(2) == (byte) 0xFF;
    }

    static ImageFile check(ByteBuffer bytes) throws RefusedException {
        return new JpegFile(bytes).walk();
    }

    private ImageFile walk() throws RefusedException {
        for (int marker = marker(); marker != END; marker = marker()) {
            if (hasNoLength(marker)) {
                continue;
            }
            int length = segmentLength();
            if (isFrameHeader(marker)) {
                file = frame(length);
            }
            at += length;
            if (marker == SCAN) {
                skipScan();
            }
        }
        ImageFile found = file;
        if (found == null || scans == 0) {
            throw ImageFile.undecodable("is a JPEG without " + (found == null ? "a size" : "pixels"));
        }
        return found;
    }

    /** Reads the marker at the position; any number of FF may precede it. */
    private int marker() throws RefusedException {
        if (at < bytes.limit() && bytes.get(at) != (byte) 0xFF) {
            throw ImageFile.undecodable("is a JPEG with no marker at byte " + at);
        }
        while (at < bytes.limit() && bytes.get(at) == (byte) 0xFF) {
            at++;
        }
        if (at >= bytes.limit()) {
            throw cut();
        }
        return bytes.get(at++) & 0xFF;
    }

    private int segmentLength() throws RefusedException {
        if (at + 2 > bytes.limit()) {
            throw cut();
        }
        int length = bytes.getShort(at) & 0xFFFF;
        if (length < 2) {
            throw ImageFile.undecodable("is a JPEG with a segment of length " + length + " at byte " + at);
        }
        if (at + length > bytes.limit()) {
            throw cut();
        }
        return length;
    }

    private ImageFile frame(int length) throws RefusedException {
        if (length < 8) {
            throw ImageFile.undecodable("is a JPEG with a header of " + length + " bytes");
        }
        String colors = (bytes.get(at + 7) & 0xFF) == 4 ? "CMYK" : "";
        return ImageFile.sized(bytes.getShort(at + 5) & 0xFFFF, bytes.getShort(at + 3) & 0xFFFF, true, colors);
    }

    /** Moves to the marker that ends the compressed data; FF 00 is data, and restart markers belong to it. */
    private void skipScan() throws RefusedException {
        if (++scans > MAX_SCANS) {
            throw ImageFile.undecodable("is a JPEG of more than " + MAX_SCANS + " scans");
        }
        while (at + 1 < bytes.limit()) {
            if (bytes.get(at) == (byte) 0xFF) {
                int next = bytes.get(at + 1) & 0xFF;
                if (next != 0 && next != 0xFF && !(next >= 0xD0 && next <= 0xD7)) {
                    return;
                }
            }
            at++;
        }
        throw cut();
    }

    private RefusedException cut() {
        return ImageFile.undecodable("is a JPEG of " + bytes.limit() + " bytes that was cut: it has no end marker");
    }

    private static boolean isFrameHeader(int marker) {
        // C4, C8 and CC lie in the range of the frame headers but are tables and an extension.
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static boolean hasNoLength(int marker) {
        return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    }
}
