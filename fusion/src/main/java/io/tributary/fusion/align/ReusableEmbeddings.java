package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Missing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Embeddings that may stand for a modality in windows after their own: {@code reuse-last}. Times as in {@link MomentState}. */
final class ReusableEmbeddings {
    private final List<String> modalities;
    private final Windows windows;
    private final MomentStore store;
    private final Panes panes;
    private final long reach;
    /** By modality, how old what is reused may be; 0 where nothing is. */
    private final long[] maxAges;

    private final Deadlines<Key> expiring = new Deadlines<>();

    private record Key(ByteBuffer bytes) {}

    ReusableEmbeddings(List<String> modalities, Alignment alignment, Windows windows, MomentStore store, Panes panes) {
        this.modalities = modalities;
        this.windows = windows;
        this.store = store;
        this.panes = panes;
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
        byte @Nullable [] carried = lastOf(carriedOf, window.start());
        Embedding last = carried == null ? null : StoredEmbedding.embedding(carried);
        for (Pane pane : entity.panes()) {
            if (pane.has(modality) && pane.end() - windows.paneLength() < window.start()) {
                PaneEntry ofPane = panes.lastBefore(pane, modality, window.start());
                last = ofPane == null ? last : later(last, ofPane.embedding());
            }
        }
        return Optional.ofNullable(last)
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

    private static Embedding later(@Nullable Embedding one, Embedding other) {
        if (one == null) {
            return other;
        }
        int order = one.at().compareTo(other.at());
        return (order == 0 ? compareIds(one, other) : order) > 0 ? one : other;
    }

    /** As the store's keys are ordered. */
    private static int compareIds(Embedding one, Embedding other) {
        return Arrays.compareUnsigned(
                one.id().getBytes(StandardCharsets.UTF_8), other.id().getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps what may be reused, and of what was kept before only what windows may need that are open or still to come. */
    void keep(Entity entity, PaneEntry entry, long passed) {
        int modality = entry.modality();
        Embedding embedding = entry.embedding();
        byte[] carriedKey = StoreKeys.carried(entity.key(), embedding);
        store.put(carriedKey, entry.value());
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
        if (expiring.isDue(passed)) {
            expiring.removeUntil(passed).forEach(old -> store.delete(old.bytes().array()));
        }
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
