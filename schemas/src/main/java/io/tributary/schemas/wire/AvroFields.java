package io.tributary.schemas.wire;

import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Span;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroTypeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Fields that several schemas have, in Avro's binary encoding. */
final class AvroFields {
    /** An optional field is a union of null and what it may be, in this order. */
    private static final int NULL = 0;

    private static final int VALUE = 1;

    private AvroFields() {}

    static void writeInstant(Instant instant, Encoder out) throws IOException {
        out.writeLong(instant.toEpochMilli());
    }

    static Instant readInstant(Decoder in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    static void writeOptionalText(@Nullable String text, Encoder out) throws IOException {
        out.writeIndex(text == null ? NULL : VALUE);
        if (text != null) {
            out.writeString(text);
        }
    }

    static @Nullable String readOptionalText(Decoder in) throws IOException {
        return isThere(in) ? in.readString() : null;
    }

    static void writeOptionalSpan(@Nullable Span span, Encoder out) throws IOException {
        out.writeIndex(span == null ? NULL : VALUE);
        if (span != null) {
            writeInstant(span.from(), out);
            writeInstant(span.to(), out);
        }
    }

    static @Nullable Span readOptionalSpan(Decoder in) throws IOException {
        return isThere(in) ? new Span(readInstant(in), readInstant(in)) : null;
    }

    static void writeTexts(List<String> texts, Encoder out) throws IOException {
        writeAll(texts, out, out::writeString);
    }

    static List<String> readTexts(Decoder in) throws IOException {
        return readAll(in, in::readString);
    }

    static void writeSource(SourceOffset source, Encoder out) throws IOException {
        out.writeString(source.topic());
        out.writeInt(source.partition());
        out.writeLong(source.offset());
    }

    static SourceOffset readSource(Decoder in) throws IOException {
        return new SourceOffset(in.readString(), in.readInt(), in.readLong());
    }

    /** Writes one item. */
    interface Writing<T> {
        void write(T item) throws IOException;
    }

    /** Reads one item. */
    interface Reading<T> {
        T read() throws IOException;
    }

    static <T> void writeAll(List<T> items, Encoder out, Writing<T> one) throws IOException {
        out.writeArrayStart();
        out.setItemCount(items.size());
        for (T item : items) {
            out.startItem();
            one.write(item);
        }
        out.writeArrayEnd();
    }

    /** The list grows as items come: a count that a stranger made up costs nothing. */
    static <T> List<T> readAll(Decoder in, Reading<T> one) throws IOException {
        List<T> items = new ArrayList<>();
        for (long left = in.readArrayStart(); left > 0; left = in.arrayNext()) {
            for (long i = 0; i < left; i++) {
                items.add(one.read());
            }
        }
        return items;
    }

    private static boolean isThere(Decoder in) throws IOException {
        int branch = in.readIndex();
        if (branch != NULL && branch != VALUE) {
            throw new AvroTypeException("an optional field is of type " + branch + ", expected 0 for null or 1");
        }
        return branch == VALUE;
    }
}
