package io.tributary.bench.measure;

/** The contestants, in the order of the report. */
public enum Line {
    RAW("raw ONNX Runtime"),
    RAW_FASTEST("raw ONNX Runtime, fastest"),
    OURS("ours, exactly-once"),
    AT_LEAST_ONCE("ours, at-least-once"),
    ARRIVAL("ours, arrival order"),
    OBVIOUS("Kafka Streams, one by one"),
    OBVIOUS_TUNED("Kafka Streams, one by one, tuned"),
    COPY("plain copy loop");

    private final String title;

    Line(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
