package io.tributary.encoders.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The direct memory of one thread's input tensors, used again from call to call: memory outside the heap is slow to get,
 * and given back only when the heap is collected.
 */
final class TensorMemory {
    private static final ThreadLocal<TensorMemory> MEMORY = ThreadLocal.withInitial(TensorMemory::new);
    private static final byte[] ZEROS = new byte[16 << 10];

    private final Map<String, ByteBuffer> buffers = new HashMap<>();

    private TensorMemory() {}

    static TensorMemory ofThisThread() {
        return MEMORY.get();
    }

    /** {@code size} bytes of zeros, until the next call of that name. */
    ByteBuffer zeros(String name, int size) {
        ByteBuffer memory = buffers.get(name);
        if (memory == null || memory.capacity() < size) {
            // The next power of two, so that it grows a few times and then no more.
            int capacity = (int) Math.min(Integer.MAX_VALUE, Long.highestOneBit(Math.max(1, 2L * size - 1)));
            memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
            buffers.put(name, memory);
        }
        memory.clear().limit(size);
        while (memory.hasRemaining()) {
            memory.put(ZEROS, 0, Math.min(ZEROS.length, memory.remaining()));
        }
        memory.flip();
        return memory.slice().order(ByteOrder.nativeOrder());
    }
}
