package io.tributary.bench.alignment;

import java.util.ArrayList;
import java.util.List;

/** A contestant with its guarantee and its store. */
public record Variant(Engine engine, boolean exactlyOnce, boolean inMemory) {
    /** Who aligns. */
    public enum Engine {
        OURS("ours"),
        OUTER_JOIN("outer-join"),
        COGROUP("cogroup"),
        FLINK("flink");

        private final String key;

        Engine(String key) {
            this.key = key;
        }

        /** As options and reports name it. */
        public String key() {
            return key;
        }

        /** Whether it is an application of Kafka Streams. */
        public boolean isOnStreams() {
            return this != FLINK;
        }

        /** What its moments wait for. */
        Closing closing() {
            return switch (this) {
                case OURS, OUTER_JOIN -> Closing.COMPLETE;
                case COGROUP -> Closing.FIRST_MODALITY;
                case FLINK -> Closing.LAST_MODALITY;
            };
        }
    }

    /** Those that there are of some engines. */
    public static List<Variant> of(List<Engine> engines, boolean everyOne) {
        List<Variant> variants = new ArrayList<>();
        for (Engine engine : engines) {
            variants.add(new Variant(engine, true, false));
        }
        for (Engine engine : engines) {
            if (everyOne || engine == Engine.OURS) {
                variants.add(new Variant(engine, false, false));
            }
            if (everyOne) {
                variants.add(new Variant(engine, true, true));
                variants.add(new Variant(engine, false, true));
            }
        }
        return variants;
    }

    public String guarantee() {
        return exactlyOnce ? "exactly-once" : "at-least-once";
    }

    public String store() {
        return inMemory ? "memory" : "rocksdb";
    }

    public String title() {
        return engine.key() + ", " + guarantee() + ", " + store();
    }

    /** The variant of ours that this one is compared with: the same guarantee and store. */
    public Variant ours() {
        return new Variant(Engine.OURS, exactlyOnce, inMemory);
    }
}
