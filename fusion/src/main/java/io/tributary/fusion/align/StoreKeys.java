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
 * 00 number                                                                        windows that are closed and not decided
 * 01 window end · entity · window start · modality · event time · observation id   an embedding, as version 1 kept it
 * 02 window end · entity · window start                                            a window decided before the watermark
 * 03                                                                               how far event time is
 * 04 pane end · entity · modality · event time · observation id                    an embedding of an open window
 * 05 entity · modality · event time · observation id                               the last of a modality, to be reused
 * 06 entity                                                                        before which times nothing of it will come
 * </pre>
 *
 * Times are 8 bytes, big-endian, with the sign inverted so that times before 1970 sort first. Texts are UTF-8 with 00
 * written as 00 FF and ended by 00 01, so that no text is the beginning of another and order is kept. Changes are
 * written in the order of their keys, and a crash may keep the first alone: so before event time, by which a restart takes
 * windows for decided, it is written which are not. The format is part of the state: changing it needs a migration, as
 * version 1 has one in {@link Aligner}.
 */
final class StoreKeys {
    private static final byte DUE = 0;
    private static final byte VERSION_1_ENTRY = 1;
    private static final byte DECIDED = 2;
    private static final byte EVENT_TIME = 3;
    private static final byte ENTRY = 4;
    private static final byte CARRIED = 5;
    private static final byte BOUNDS = 6;

    private StoreKeys() {}

    /** An entity's name as keys have it. */
    static byte[] entity(String name) {
        var out = new ByteArrayOutputStream(name.length() + 2);
        writeText(out, name);
        return out.toByteArray();
    }

    /** What the keys of all embeddings of a pane begin with. */
    static byte[] pane(long end, byte[] entity) {
        return ByteBuffer.allocate(1 + Long.BYTES + entity.length)
                .put(ENTRY)
                .putLong(ordered(end))
                .put(entity)
                .array();
    }

    /** The key of one embedding; the same observation again has the same key. */
    static byte[] entry(byte[] pane, Embedding embedding) {
        var out = new ByteArrayOutputStream(pane.length + 64);
        out.writeBytes(pane);
        writeObservation(out, embedding);
        return out.toByteArray();
    }

    static byte[] carried(byte[] entity, Embedding embedding) {
        var out = new ByteArrayOutputStream(entity.length + 64);
        out.write(CARRIED);
        out.writeBytes(entity);
        writeObservation(out, embedding);
        return out.toByteArray();
    }

    /** What the keys of the embeddings of an entity and a modality begin with that may be reused. */
    static byte[] carriedOf(byte[] entity, String modality) {
        var out = new ByteArrayOutputStream(entity.length + 16);
        out.write(CARRIED);
        out.writeBytes(entity);
        writeText(out, modality);
        return out.toByteArray();
    }

    /** What the first key begins with, of those that begin with {@code ofModality}, whose event time is {@code at} or later. */
    static byte[] at(byte[] ofModality, long at) {
        return ByteBuffer.allocate(ofModality.length + Long.BYTES)
                .put(ofModality)
                .putLong(ordered(at))
                .array();
    }

    /** Whether a key is that of an embedding in a pane. */
    static boolean isEntry(byte[] key) {
        return key[0] == ENTRY;
    }

    static boolean isVersion1(byte[] key) {
        return key[0] == VERSION_1_ENTRY;
    }

    static byte[] decided(Decided window) {
        byte[] entity = window.entity().key();
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + entity.length)
                .put(DECIDED)
                .putLong(ordered(window.end()))
                .put(entity)
                .putLong(ordered(window.start()))
                .array();
    }

    static byte[] eventTime() {
        return new byte[] {EVENT_TIME};
    }

    /** The key of a page of windows that are closed and not decided. */
    static byte[] dueWindows(long page) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(DUE).putLong(page).array();
    }

    static byte[] allDueWindows() {
        return new byte[] {DUE};
    }

    static long readPage(byte[] key) {
        return ByteBuffer.wrap(key, 1, Long.BYTES).getLong();
    }

    static byte[] version1Entries() {
        return new byte[] {VERSION_1_ENTRY};
    }

    static byte[] entries() {
        return new byte[] {ENTRY};
    }

    static byte[] allDecided() {
        return new byte[] {DECIDED};
    }

    static byte[] bounds(byte[] entity) {
        return ByteBuffer.allocate(1 + entity.length).put(BOUNDS).put(entity).array();
    }

    static byte[] allBounds() {
        return new byte[] {BOUNDS};
    }

    static byte[] allCarried() {
        return new byte[] {CARRIED};
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

    /**
     * What the key of an embedding says of it.
     *
     * @param paneEnd event time, milliseconds since the epoch, as {@code at}
     */
    record Entry(long paneEnd, String entity, String modality, long at) {}

    static Entry readEntry(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
        long end = readTime(in);
        return new Entry(end, readText(in), readText(in), readTime(in));
    }

    /** Reads the modality of an embedding's key. */
    static String readModality(byte[] key, byte[] pane) {
        return readText(ByteBuffer.wrap(key, pane.length, key.length - pane.length));
    }

    /** Reads the event time of an embedding's key, milliseconds since the epoch. */
    static long readAt(byte[] key, byte[] pane) {
        ByteBuffer in = ByteBuffer.wrap(key, pane.length, key.length - pane.length);
        skipText(in);
        return readTime(in);
    }

    /** The end, the entity and the start of a decided window. */
    record DecidedKey(long end, String entity, long start) {}

    static DecidedKey readDecided(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key, 1, key.length - 1);
        long end = readTime(in);
        return new DecidedKey(end, readText(in), readTime(in));
    }

    private static void writeObservation(ByteArrayOutputStream out, Embedding embedding) {
        writeText(out, embedding.modality());
        byte[] at = ByteBuffer.allocate(Long.BYTES)
                .putLong(ordered(embedding.at().toEpochMilli()))
                .array();
        out.writeBytes(at);
        writeText(out, embedding.id());
    }

    private static long ordered(long time) {
        return time ^ Long.MIN_VALUE;
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

    private static void skipText(ByteBuffer in) {
        while (in.get() != 0 || in.get() != 1) {
            // Goes on to the text's end.
        }
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
