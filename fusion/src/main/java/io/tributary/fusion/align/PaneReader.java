package io.tributary.fusion.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the panes of many windows in one pass over the store, in the order in which they lie there. */
final class PaneReader {
    private final Windows windows;
    private final List<String> modalities;
    private final TreeMap<byte[], List<OpenWindow>> windowsByPane = new TreeMap<>(Arrays::compareUnsigned);

    PaneReader(List<OpenWindow> due, Windows windows, List<String> modalities) {
        this.windows = windows;
        this.modalities = modalities;
        for (OpenWindow window : due) {
            for (Pane pane : window.entity().panes()) {
                if (windows.overlap(window, pane)) {
                    windowsByPane
                            .computeIfAbsent(pane.key(), key -> new ArrayList<>(1))
                            .add(window);
                }
            }
        }
    }

    void read(MomentStore store, Map<OpenWindow, WindowContents> contents) {
        if (windowsByPane.isEmpty()) {
            return;
        }
        Iterator<Map.Entry<byte[], List<OpenWindow>>> panes =
                windowsByPane.entrySet().iterator();
        var current = new ArrayList<Map.Entry<byte[], List<OpenWindow>>>(List.of(panes.next()));
        byte[] end = StoreKeys.after(windowsByPane.lastKey());
        store.scan(windowsByPane.firstKey(), end, (key, value) -> {
            while (isBefore(current.get(0).getKey(), key) && panes.hasNext()) {
                current.set(0, panes.next());
            }
            byte[] pane = current.get(0).getKey();
            if (StoreKeys.startsWith(key, pane)) {
                add(key, value, pane, current.get(0).getValue(), contents);
            }
        });
    }

    /** Whether every key of the pane is before {@code key}. */
    private static boolean isBefore(byte[] pane, byte[] key) {
        return !StoreKeys.startsWith(key, pane) && Arrays.compareUnsigned(pane, key) < 0;
    }

    private void add(
            byte[] key, byte[] value, byte[] pane, List<OpenWindow> ofPane, Map<OpenWindow, WindowContents> contents) {
        String modality = StoreKeys.readModality(key, pane);
        int number = modalities.indexOf(modality);
        if (number < 0) {
            return;
        }
        long at = StoreKeys.readAt(key, pane);
        for (OpenWindow window : ofPane) {
            if (windows.counts(window, number, at)) {
                contents.computeIfAbsent(window, w -> new WindowContents()).add(modality, value);
            }
        }
    }
}
