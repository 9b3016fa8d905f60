package io.tributary.fusion.align;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Windows that are complete and wait to be decided together, in the order in which they became complete. A commit that comes
 * before they are decided finds them written here, so that a restart decides the same in the same order.
 */
final class DueWindows {
    private final MomentStore store;
    private final List<Due> due = new ArrayList<>();
    private long firstEnd = Long.MAX_VALUE;
    private boolean written;

    /** @param triggeredAt when the broker had the raw record of the embedding that made the window complete */
    record Due(OpenWindow window, Instant triggeredAt) {}

    DueWindows(MomentStore store) {
        this.store = store;
    }

    int size() {
        return due.size();
    }

    boolean isEmpty() {
        return due.isEmpty();
    }

    /** Whether any ends at {@code time} or before. */
    boolean hasEnded(long time) {
        return firstEnd <= time;
    }

    void add(OpenWindow window, Instant triggeredAt) {
        window.becomesDue();
        due.add(new Due(window, triggeredAt));
        firstEnd = Math.min(firstEnd, window.end());
    }

    /** Takes all out. */
    List<Due> take() {
        List<Due> taken = List.copyOf(due);
        due.clear();
        firstEnd = Long.MAX_VALUE;
        if (written) {
            store.delete(StoreKeys.dueWindows());
            written = false;
        }
        return taken;
    }

    /** Writes what a restart must know. */
    void save() {
        if (due.isEmpty()) {
            return;
        }
        var bytes = new ByteArrayOutputStream(64 * due.size());
        var out = new DataOutputStream(bytes);
        try {
            for (Due one : due) {
                out.writeUTF(one.window().entity().name());
                out.writeLong(one.window().start());
                out.writeLong(one.window().end());
                out.writeLong(one.triggeredAt().toEpochMilli());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        store.put(StoreKeys.dueWindows(), bytes.toByteArray());
        written = true;
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @param entities finds those that the store has something of
     * @return windows that are open; to be added again
     */
    List<Due> restore(Function<String, Entity> entities) {
        byte[] saved = store.get(StoreKeys.dueWindows());
        List<Due> restored = new ArrayList<>();
        if (saved == null) {
            return restored;
        }
        written = true;
        try (var in = new DataInputStream(new ByteArrayInputStream(saved))) {
            while (in.available() > 0) {
                OpenWindow window = entities.apply(in.readUTF()).open(in.readLong(), in.readLong());
                Instant triggeredAt = Instant.ofEpochMilli(in.readLong());
                if (window != null) {
                    restored.add(new Due(window, triggeredAt));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the store's complete windows cannot be read", e);
        }
        return restored;
    }
}
