package io.tributary.ingest.plant;

import io.tributary.schemas.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * Writes 8-bit grey PNG files (ISO/IEC 15948) whose bytes depend on the pixels alone: their zlib streams hold stored
 * blocks, because compressed ones differ between versions of zlib.
 */
final class GreyPng {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private GreyPng() {}

    /** @param pixels row by row; {@code width * height} of them, and few enough for one stored block of 64 KiB */
    static Bytes encode(int width, int height, byte[] pixels) {
        var rows = ByteBuffer.allocate(height * (width + 1));
        for (int y = 0; y < height; y++) {
            rows.put((byte) 0).put(pixels, y * width, width);
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 0, 0, 0, 0})
                        .array());
        chunk(out, "IDAT", stored(rows.array()));
        chunk(out, "IEND", new byte[0]);
        return Bytes.owning(out.toByteArray());
    }

    private static byte[] stored(byte[] data) {
        if (data.length > 0xFFFF) {
            throw new IllegalArgumentException("an image of " + data.length + " bytes, expected at most 65535");
        }
        var check = new Adler32();
        check.update(data);
        int length = data.length;
        return ByteBuffer.allocate(length + 11)
                .put(new byte[] {
                    0x78, 0x01, 1, (byte) length, (byte) (length >> 8), (byte) ~length, (byte) (~length >> 8)
                })
                .put(data)
                .putInt((int) check.getValue())
                .array();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var check = new CRC32();
        check.update(name);
        check.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
    }
}
