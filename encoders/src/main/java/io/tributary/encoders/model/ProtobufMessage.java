package io.tributary.encoders.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one Protocol Buffers message, one after the other, without copying what is skipped. Enough of the
 * format for an ONNX file's outline; a length that leads beyond the message is noticed before anything is allocated.
 */
final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private final ByteBuffer bytes;
    private int wireType;

    ProtobufMessage(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Moves to the next field, whose value must then be read or skipped; its number, or 0 at the end. */
    int nextField() {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        long key = varint();
        wireType = (int) (key & 7);
        long field = key >>> 3;
        if (field < 1 || field > 536_870_911) {
            throw malformed("a field number " + field);
        }
        return (int) field;
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED_64 -> advance(Long.BYTES);
            case LENGTH -> advance(length());
            case FIXED_32 -> advance(Integer.BYTES);
            default -> throw malformed("a wire type " + wireType);
        }
    }

    long number() {
        if (wireType != VARINT) {
            throw malformed("no number where one belongs");
        }
        return varint();
    }

    String text() {
        return StandardCharsets.UTF_8.decode(part()).toString();
    }

    ProtobufMessage message() {
        return new ProtobufMessage(part());
    }

    private ByteBuffer part() {
        if (wireType != LENGTH) {
            throw malformed("no message where one belongs");
        }
        int length = length();
        ByteBuffer part = bytes.slice(bytes.position(), length);
        advance(length);
        return part;
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw malformed("a part of " + length + " bytes where " + bytes.remaining() + " are left");
        }
        return (int) length;
    }

    private void advance(int count) {
        if (count > bytes.remaining()) {
            throw malformed("an end within a value");
        }
        bytes.position(bytes.position() + count);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw malformed("an end within a number");
            }
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than ten bytes");
    }

    private static MalformedException malformed(String found) {
        return new MalformedException("it has " + found);
    }

    /** The bytes are no such message. */
    static final class MalformedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }
}
