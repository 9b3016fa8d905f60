package io.tributary.fusion.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Reads many panes in one pass over the store for all that end at the same time, in the order in which they lie there. */
final class PaneReader {
    private final TreeMap<Long, TreeMap<byte[], List<Consumer<PaneEntry>>>> visitorsByEnd = new TreeMap<>();

    /** Makes an entry of what the store has. */
    interface Decoder {
        PaneEntry decode(byte[] pane, byte[] key, byte[] value);
    }

    void add(Pane pane, Consumer<PaneEntry> visitor) {
        visitorsByEnd
                .computeIfAbsent(pane.end(), end -> new TreeMap<>(Arrays::compareUnsigned))
                .computeIfAbsent(pane.key(), key -> new ArrayList<>(1))
                .add(visitor);
    }

    void read(MomentStore store, Decoder decoder) {
        visitorsByEnd.values().forEach(visitors -> read(visitors, store, decoder));
    }

    private static void read(TreeMap<byte[], List<Consumer<PaneEntry>>> visitors, MomentStore store, Decoder decoder) {
        Iterator<Map.Entry<byte[], List<Consumer<PaneEntry>>>> panes =
                visitors.entrySet().iterator();
        var current = new ArrayList<Map.Entry<byte[], List<Consumer<PaneEntry>>>>(List.of(panes.next()));
        byte[] end = StoreKeys.after(visitors.lastKey());
        store.scan(visitors.firstKey(), end, (key, value) -> {
            while (isBefore(current.get(0).getKey(), key) && panes.hasNext()) {
                current.set(0, panes.next());
            }
            byte[] pane = current.get(0).getKey();
            if (StoreKeys.startsWith(key, pane)) {
                PaneEntry entry = decoder.decode(pane, key, value);
                current.get(0).getValue().forEach(visitor -> visitor.accept(entry));
            }
        });
    }

    /** Whether every key of the pane is before {@code key}. */
    private static boolean isBefore(byte[] pane, byte[] key) {
        return !StoreKeys.startsWith(key, pane) && Arrays.compareUnsigned(pane, key) < 0;
    }
}
