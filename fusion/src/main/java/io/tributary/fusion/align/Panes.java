package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The embeddings of all panes. The store has every one; memory has those of as many panes as there is room for, so that they
 * need not be read and decoded again when their window closes. A pane that finds no room is in the store alone: those that
 * came first, which mostly close first, stay in memory.
 */
final class Panes {
    private final List<String> modalities;
    private final Windows windows;
    private final MomentStore store;
    private final long room;
    private final boolean exact;
    private long used;

    /** @param room bytes of the heap, about */
    Panes(List<String> modalities, Windows windows, MomentStore store, long room) {
        this.modalities = modalities;
        this.windows = windows;
        this.store = store;
        this.room = room;
        // Of these not all that panes have is held, so they could not be counted again to know how much is.
        this.exact = windows instanceof AnchoredWindows;
    }

    /**
     * Stores an embedding.
     *
     * @param encoded {@code embedding} in Avro's single-object encoding, where that is at hand
     * @return whether the pane did not have it, as {@link Pane#count} knows
     */
    boolean put(Pane pane, Embedding embedding, byte @Nullable [] encoded, int modality, long arrival) {
        PaneEntry entry = PaneEntry.arrived(StoreKeys.entry(pane.key(), embedding), modality, embedding, arrival);
        byte[] value = encoded == null ? entry.value() : StoredEmbedding.of(encoded, arrival);
        if (pane.isInMemory() && used + entry.bytes() > room) {
            leaveMemory(pane);
        }
        if (!pane.isInMemory()) {
            return putInStore(pane, entry.key(), value);
        }
        used -= pane.bytes();
        boolean isNew = pane.keep(entry);
        used += pane.bytes();
        if (isNew) {
            store.add(entry.key(), value);
        } else {
            store.put(entry.key(), value);
        }
        return isNew;
    }

    private boolean putInStore(Pane pane, byte[] key, byte[] value) {
        boolean isKnown = (exact || pane.isCounted()) && store.get(key) != null;
        store.put(key, value);
        pane.setCount(pane.count() + (isKnown ? 0 : 1));
        return !isKnown;
    }

    /** Leaves a pane's embeddings to the store. */
    void leaveMemory(Pane pane) {
        used -= pane.bytes();
        pane.leaveMemory();
    }

    /** Gives every embedding of a pane to {@code visitor}, which must not change the pane, in the order of their keys. */
    void visit(Pane pane, Consumer<PaneEntry> visitor) {
        if (pane.isInMemory()) {
            pane.inMemory().forEach(visitor);
        } else {
            store.scan(
                    pane.key(),
                    StoreKeys.after(pane.key()),
                    (key, value) -> visitor.accept(entry(pane.key(), key, value)));
        }
    }

    private PaneEntry entry(byte[] pane, byte[] key, byte[] value) {
        int modality = modalities.indexOf(StoreKeys.readModality(key, pane));
        return PaneEntry.stored(key, modality, StoreKeys.readAt(key, pane), value);
    }

    /** Gives what a window has to {@code visitor}. */
    void visit(OpenWindow window, Consumer<PaneEntry> visitor) {
        for (Pane pane : window.entity().panes()) {
            if (windows.overlap(window, pane)) {
                visit(pane, entry -> {
                    if (counts(window, entry)) {
                        visitor.accept(entry);
                    }
                });
            }
        }
    }

    private boolean counts(OpenWindow window, PaneEntry entry) {
        return entry.modality() >= 0 && windows.counts(window, entry.modality(), entry.at());
    }

    /**
     * Reads what windows have.
     *
     * @param dense whether they are all that is open up to some time, so that one range read finds little else
     */
    Map<OpenWindow, WindowContents> read(List<OpenWindow> due, boolean dense) {
        Map<OpenWindow, WindowContents> contents = new IdentityHashMap<>();
        if (!dense || due.size() == 1) {
            for (OpenWindow window : due) {
                var ofWindow = new WindowContents();
                visit(window, ofWindow::add);
                contents.put(window, ofWindow);
            }
            return contents;
        }
        var reader = new PaneReader();
        for (OpenWindow window : due) {
            var ofWindow = new WindowContents();
            contents.put(window, ofWindow);
            for (Pane pane : window.entity().panes()) {
                if (!windows.overlap(window, pane)) {
                    continue;
                }
                if (pane.isInMemory()) {
                    pane.inMemory().stream()
                            .filter(entry -> counts(window, entry))
                            .forEach(ofWindow::add);
                } else {
                    reader.add(pane, entry -> {
                        if (counts(window, entry)) {
                            ofWindow.add(entry);
                        }
                    });
                }
            }
        }
        reader.read(store, this::entry);
        return contents;
    }

    /** How many embeddings a pane has. One that is in the store alone is read for it, once. */
    int count(Pane pane) {
        if (!pane.isInMemory() && !exact && !pane.isCounted()) {
            int[] count = {0};
            store.scan(pane.key(), StoreKeys.after(pane.key()), (key, value) -> count[0]++);
            pane.counted(count[0]);
        }
        return pane.count();
    }

    /** The last embedding that a pane has of a modality before a time. */
    @Nullable
    PaneEntry lastBefore(Pane pane, int modality, long before) {
        PaneEntry[] last = {null};
        visit(pane, entry -> {
            if (entry.modality() == modality && entry.at() < before) {
                last[0] = entry;
            }
        });
        return last[0];
    }

    /**
     * Takes embeddings out of a pane.
     *
     * @param removed says by their event times which
     * @return those
     */
    List<PaneEntry> remove(Pane pane, LongPredicate removed) {
        List<PaneEntry> taken = new ArrayList<>();
        int[] left = {0};
        pane.clear();
        visit(pane, entry -> {
            if (removed.test(entry.at())) {
                taken.add(entry);
                return;
            }
            left[0]++;
            if (entry.modality() >= 0) {
                pane.add(entry.modality(), entry.firstArrival());
            }
        });
        taken.forEach(entry -> remove(pane, entry.key()));
        pane.setCount(left[0]);
        return taken;
    }

    /** Takes an embedding out of a pane, which has it. */
    void remove(Pane pane, byte[] key) {
        store.delete(key);
        if (pane.isInMemory()) {
            used -= pane.bytes();
            pane.drop(key);
            used += pane.bytes();
        }
        pane.setCount(pane.count() - 1);
    }

    /** Takes note that a pane is not used any more. */
    void forget(Pane pane) {
        used -= pane.bytes();
    }
}
