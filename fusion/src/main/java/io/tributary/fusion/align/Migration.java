package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Moves stored embeddings to where they belong, which is elsewhere in the format of version 1 and after the pipeline's
 * windows were changed.
 */
record Migration(MomentStore store, Windows windows) {
    /** @return the keys of what was moved, where it is now */
    Set<ByteBuffer> run() {
        Set<ByteBuffer> moved = new HashSet<>();
        for (byte[] kind : List.of(StoreKeys.version1Entries(), StoreKeys.entries())) {
            move(kind, moved);
        }
        return moved;
    }

    private void move(byte[] kind, Set<ByteBuffer> moved) {
        List<byte[]> moving = new ArrayList<>();
        store.scan(kind, StoreKeys.after(kind), (key, value) -> {
            boolean stays = !StoreKeys.isVersion1(key)
                    && StoreKeys.readEntry(key).paneEnd()
                            == windows.paneEnd(StoreKeys.readEntry(key).at());
            if (!stays) {
                moving.add(key);
            }
        });
        moving.forEach(key -> {
            byte[] value = Objects.requireNonNull(store.get(key), "what was just found");
            Embedding embedding = StoredEmbedding.embedding(value);
            long end = windows.paneEnd(embedding.at().toEpochMilli());
            byte[] pane = StoreKeys.pane(end, StoreKeys.entity(embedding.entity()));
            byte[] there = StoreKeys.entry(pane, embedding);
            store.delete(key);
            store.put(there, value);
            moved.add(ByteBuffer.wrap(there));
        });
    }
}
