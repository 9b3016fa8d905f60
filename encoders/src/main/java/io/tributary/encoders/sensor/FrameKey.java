package io.tributary.encoders.sensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a record of the frames' topic goes.
 *
 * @param bytes the record's key; null for what speaks of a partition
 * @param partition -1 where the key decides
 */
record FrameKey(byte @Nullable [] bytes, int partition) {
    static FrameKey of(String entity) {
        return new FrameKey(entity.getBytes(StandardCharsets.UTF_8), -1);
    }

    /** Empty where the key decides, as {@link org.apache.kafka.streams.processor.StreamPartitioner} has it. */
    Optional<Set<Integer>> partitions() {
        return partition < 0 ? Optional.empty() : Optional.of(Set.of(partition));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FrameKey key && partition == key.partition && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + partition;
    }

    @Override
    public String toString() {
        return "FrameKey[" + partition + "]";
    }
}
