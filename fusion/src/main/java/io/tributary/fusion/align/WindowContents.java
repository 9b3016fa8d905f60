package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The embeddings that count in one window. */
final class WindowContents {
    private final List<PaneEntry> entries = new ArrayList<>(4);

    void add(PaneEntry entry) {
        entries.add(entry);
    }

    List<PaneEntry> entries() {
        return entries;
    }

    /** Those of one modality, in the order of event time, then id. */
    List<Embedding> of(int modality) {
        List<PaneEntry> ofModality = new ArrayList<>(1);
        for (PaneEntry entry : entries) {
            if (entry.modality() == modality) {
                ofModality.add(entry);
            }
        }
        if (ofModality.size() > 1) {
            ofModality.sort(Comparator.comparing(PaneEntry::key, Arrays::compareUnsigned));
        }
        return ofModality.stream().map(PaneEntry::embedding).toList();
    }
}
