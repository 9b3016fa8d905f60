package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Missing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Embeddings that may stand for a modality in windows after their own: {@code reuse-last}. Times as in {@link MomentState}. */
final class ReusableEmbeddings {
    private final List<String> modalities;
    private final Windows windows;
    private final MomentStore store;
    private final long reach;
    /** By modality, how old what is reused may be; 0 where nothing is. */
    private final long[] maxAges;

    private final Deadlines<Key> expiring = new Deadlines<>();

    private record Key(ByteBuffer bytes) {}

    ReusableEmbeddings(List<String> modalities, Alignment alignment, Windows windows, MomentStore store) {
        this.modalities = modalities;
        this.windows = windows;
        this.store = store;
        this.reach = alignment.window().reach().toMillis();
        this.maxAges = modalities.stream()
                .mapToLong(modality -> alignment.missing(modality) instanceof Missing.ReuseLast last
                        ? last.maxAge().toMillis()
                        : 0)
                .toArray();
    }

    /** Whether embeddings of a modality are used again at all. */
    boolean isAsked(int modality) {
        return maxAges[modality] > 0;
    }

    /** The last embedding of a modality before a window, if it is young enough. */
    Optional<Embedding> lastBefore(OpenWindow window, int modality) {
        String name = modalities.get(modality);
        Entity entity = window.entity();
        byte[] carriedOf = StoreKeys.carriedOf(entity.key(), name);
        byte @Nullable [] last = lastOf(carriedOf, window.start());
        List<Pane> panes = entity.panes();
        for (int i = panes.size() - 1; i >= 0; i--) {
            Pane pane = panes.get(i);
            if (pane.has(modality) && pane.end() - windows.paneLength() < window.start()) {
                last = later(last, lastOf(StoreKeys.ofModality(pane.key(), name), window.start()));
            }
        }
        return Optional.ofNullable(last)
                .map(StoredEmbedding::embedding)
                .filter(embedding -> window.end() - embedding.at().toEpochMilli() <= maxAges[modality]);
    }

    /** The last value of the keys that begin with {@code ofModality}, before a time. */
    private byte @Nullable [] lastOf(byte[] ofModality, long before) {
        List<byte[]> last = new ArrayList<>(1);
        store.scan(ofModality, StoreKeys.at(ofModality, before), (key, value) -> {
            last.clear();
            last.add(value);
        });
        return last.isEmpty() ? null : last.get(0);
    }

    private static byte @Nullable [] later(byte @Nullable [] one, byte @Nullable [] other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        Embedding first = StoredEmbedding.embedding(one);
        Embedding second = StoredEmbedding.embedding(other);
        int order = first.at().compareTo(second.at());
        return (order == 0 ? first.id().compareTo(second.id()) : order) > 0 ? one : other;
    }

    /** Keeps what may be reused, and of what was kept before only what windows may need that are open or still to come. */
    void keep(Entity entity, int modality, byte[] value, long passed) {
        Embedding embedding = StoredEmbedding.embedding(value);
        byte[] carriedKey = StoreKeys.carried(entity.key(), embedding);
        store.put(carriedKey, value);
        expire(carriedKey, embedding.at().toEpochMilli() + maxAges[modality]);
        List<byte[]> keys = new ArrayList<>();
        byte[] ofModality = StoreKeys.carriedOf(entity.key(), modalities.get(modality));
        long toCome = passed == EventTime.NONE ? EventTime.NONE : passed - reach;
        long needed = entity.open().stream().mapToLong(OpenWindow::start).reduce(toCome, Math::min);
        store.scan(ofModality, StoreKeys.at(ofModality, needed), (key, v) -> keys.add(key));
        keys.stream().limit(Math.max(0, keys.size() - 1)).forEach(store::delete);
    }

    private void expire(byte[] carriedKey, long until) {
        expiring.add(until, new Key(ByteBuffer.wrap(carriedKey)));
    }

    /** Forgets what is too old for every window that is still to come. */
    void forget(long passed) {
        expiring.removeUntil(passed).forEach(old -> store.delete(old.bytes().array()));
    }

    /** Takes up what the store holds. */
    void restore() {
        store.scan(StoreKeys.allCarried(), StoreKeys.after(StoreKeys.allCarried()), this::restore);
    }

    private void restore(byte[] key, byte[] value) {
        Embedding embedding = StoredEmbedding.embedding(value);
        int modality = modalities.indexOf(embedding.modality());
        long maxAge = modality < 0 ? 0 : maxAges[modality];
        expire(key, embedding.at().toEpochMilli() + maxAge);
    }
}
