package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of a {@link MomentStore}, whose order as bytes is the order in which windows close.
 *
 * <pre>
 * 01 window end · entity · window start · modality · event time · observation id   an embedding of an open window
 * 02 window end · entity · window start                                            a window closed before the watermark
 * 03                                                                               how far event time is
 * </pre>
 *
 * Times are 8 bytes, big-endian, with the sign inverted so that times before 1970 sort first. Texts are UTF-8 with 00
 * written as 00 FF and ended by 00 01, so that no text is the beginning of another and order is kept. The format is part
 * of the state: changing it needs a migration.
 */
final class StoreKeys {
    private static final byte ENTRY = 1;
    private static final byte CLOSED = 2;
    private static final byte[] EVENT_TIME = {3};

    private StoreKeys() {}

    /** What all keys of the embeddings of a window begin with. */
    static byte[] window(String entity, Window window) {
        return window(ENTRY, entity, window);
    }

    /** The key of one embedding; the same observation again has the same key. */
    static byte[] entry(byte[] window, Embedding embedding) {
        var out = new ByteArrayOutputStream(window.length + 64);
        out.writeBytes(window);
        writeText(out, embedding.modality());
        writeTime(out, embedding.at().toEpochMilli());
        writeText(out, embedding.id());
        return out.toByteArray();
    }

    static byte[] closed(String entity, Window window) {
        return window(CLOSED, entity, window);
    }

    static byte[] eventTime() {
        return EVENT_TIME.clone();
    }

    static byte[] firstEntry() {
        return new byte[] {ENTRY};
    }

    static byte[] firstClosed() {
        return new byte[] {CLOSED};
    }

    /** Before every window that ends at {@code end} or later, and after every other. */
    static byte[] closedFrom(long end) {
        var out = new ByteArrayOutputStream(16);
        out.write(CLOSED);
        writeTime(out, end);
        return out.toByteArray();
    }

    /** The first key that does not begin with {@code prefix}; no prefix of ours is all FF. */
    static byte[] after(byte[] prefix) {
        byte[] next = prefix.clone();
        int last = next.length - 1;
        while (next[last] == (byte) 0xFF) {
            last--;
        }
        next[last]++;
        return Arrays.copyOf(next, last + 1);
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Reads the window's part of an entry's key. */
    static WindowKey readWindow(byte[] entry) {
        ByteBuffer in = ByteBuffer.wrap(entry, 1, entry.length - 1);
        long end = readTime(in);
        String entity = readText(in);
        long start = readTime(in);
        return new WindowKey(entity, new Window(start, end), Arrays.copyOf(entry, in.position()));
    }

    /** Reads the modality of an entry. */
    static String readModality(byte[] entry, byte[] window) {
        return readText(ByteBuffer.wrap(entry, window.length, entry.length - window.length));
    }

    /** Reads the event time of an entry, milliseconds since the epoch. */
    static long readEventTime(byte[] entry, byte[] window) {
        ByteBuffer in = ByteBuffer.wrap(entry, window.length, entry.length - window.length);
        readText(in);
        return readTime(in);
    }

    /** @param bytes what the keys of the window's embeddings begin with */
    record WindowKey(String entity, Window window, byte[] bytes) {}

    private static byte[] window(byte kind, String entity, Window window) {
        var out = new ByteArrayOutputStream(32 + entity.length());
        out.write(kind);
        writeTime(out, window.end());
        writeText(out, entity);
        writeTime(out, window.start());
        return out.toByteArray();
    }

    private static void writeTime(ByteArrayOutputStream out, long time) {
        long ordered = time ^ Long.MIN_VALUE;
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (ordered >>> shift));
        }
    }

    private static long readTime(ByteBuffer in) {
        return in.getLong() ^ Long.MIN_VALUE;
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.write(b);
            if (b == 0) {
                out.write(0xFF);
            }
        }
        out.write(0);
        out.write(1);
    }

    private static String readText(ByteBuffer in) {
        var out = new ByteArrayOutputStream(32);
        while (true) {
            byte b = in.get();
            if (b == 0 && in.get() == 1) {
                return out.toString(StandardCharsets.UTF_8);
            }
            out.write(b);
        }
    }
}
