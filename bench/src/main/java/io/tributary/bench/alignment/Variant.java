package io.tributary.bench.alignment;

import java.util.ArrayList;
import java.util.List;

/** A contestant with its guarantee and its store. */
public record Variant(Engine engine, boolean exactlyOnce, boolean inMemory) {
    /** Where state is, as options name it. */
    public enum Store {
        ROCKSDB,
        MEMORY
    }

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

    /**
     * Those that there are of some engines, in groups of one store and one guarantee.
     *
     * @param everyGuarantee at-least-once of the peers as well, and not of ours alone
     */
    public static List<Variant> of(List<Engine> engines, boolean everyGuarantee, List<Store> stores) {
        List<Variant> variants = new ArrayList<>();
        for (Store store : stores) {
            for (Engine engine : engines) {
                variants.add(new Variant(engine, true, store == Store.MEMORY));
            }
            for (Engine engine : engines) {
                if (everyGuarantee || engine == Engine.OURS) {
                    variants.add(new Variant(engine, false, store == Store.MEMORY));
                }
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
