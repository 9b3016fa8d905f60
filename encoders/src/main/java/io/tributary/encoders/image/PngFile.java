package io.tributary.encoders.image;

import io.tributary.schemas.RefusedException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The chunks of a PNG: header first, every checksum right, data, and the end where it belongs. */
final class PngFile {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int CHUNK_OVERHEAD = 12;

    private PngFile() {}

    static boolean isPng(ByteBuffer bytes) {
        return bytes.limit() >= Long.BYTES && bytes.getLong(0) == SIGNATURE;
    }

    static ImageFile check(ByteBuffer bytes) throws RefusedException {
        if (bytes.limit() < 33 || bytes.getInt(8) != 13 || bytes.getInt(12) != IHDR) {
            throw ImageFile.undecodable("is a PNG without a header");
        }
        ImageFile file = ImageFile.sized(bytes.getInt(16), bytes.getInt(20), false, colors(bytes));
        boolean data = false;
        int at = Long.BYTES;
        while (at + CHUNK_OVERHEAD <= bytes.limit()) {
            int length = bytes.getInt(at);
            int type = bytes.getInt(at + 4);
            if (length < 0 || length > bytes.limit() - at - CHUNK_OVERHEAD) {
                throw cut(bytes, at);
            }
            requireChecksum(bytes, at, length);
            if (type == IEND) {
                if (!data) {
                    throw ImageFile.undecodable("is a PNG without pixels");
                }
                return file;
            }
            data |= type == IDAT;
            at += CHUNK_OVERHEAD + length;
        }
        throw cut(bytes, at);
    }

    /** Of 16 bits of grey some programs keep the upper byte and others only the lowest values. */
    private static String colors(ByteBuffer header) {
        return header.get(24) == 16 && header.get(25) == 0 ? "16-bit grey" : "";
    }

    private static void requireChecksum(ByteBuffer bytes, int at, int length) throws RefusedException {
        var checksum = new CRC32();
        checksum.update(bytes.slice(at + 4, length + 4));
        if ((int) checksum.getValue() != bytes.getInt(at + 8 + length)) {
            throw ImageFile.undecodable("is a PNG with a wrong checksum in the chunk at byte " + at);
        }
    }

    private static RefusedException cut(ByteBuffer bytes, int at) {
        return ImageFile.undecodable(
                "is a PNG cut in the chunk at byte " + at + ": it has " + bytes.limit() + " bytes and no IEND");
    }
}
