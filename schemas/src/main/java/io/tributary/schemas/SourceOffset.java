package io.tributary.schemas;

/** The place of a Kafka record. */
public record SourceOffset(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
