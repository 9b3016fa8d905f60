package io.tributary.schemas;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Immutable bytes with value equality, such as an encoded image. */
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Takes ownership of {@code content}, which the caller must not change afterwards; images are not copied. */
    public static Bytes owning(byte[] content) {
        return new Bytes(content);
    }

    /** Copies what remains in {@code buffer}, leaving it unchanged. */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] content = new byte[buffer.remaining()];
        buffer.duplicate().get(content);
        return new Bytes(content);
    }

    public int length() {
        return content.length;
    }

    /** A read-only view. */
    public ByteBuffer asReadOnlyBuffer() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /** A copy that the caller owns. */
    public byte[] toArray() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return "bytes[" + content.length + "]";
    }
}
