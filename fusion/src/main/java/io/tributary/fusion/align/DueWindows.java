package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Windows that have closed and wait to be decided, in the order in which they closed. A commit that comes before they are
 * decided finds them written here, so that a restart decides the same in the same order. They are written in pages, so that of
 * very many that closed at once a commit writes only what has changed since the last.
 */
final class DueWindows {
    private static final int PAGE = 256;

    private final MomentStore store;
    private final ArrayDeque<Page> pages = new ArrayDeque<>();
    private long nextPage;
    private long added;
    private int size;

    /** Some of them. */
    static final class Page {
        private final byte[] key;
        private final Set<Due> due = new LinkedHashSet<>();
        private int added;
        private boolean changed;
        private boolean written;

        Page(byte[] key) {
            this.key = key;
        }
    }

    /** Why and when a window closed. */
    static final class Due {
        private final OpenWindow window;
        private final CloseReason reason;
        private final Instant triggeredAt;
        private final long number;
        private final Page page;

        private Due(OpenWindow window, CloseReason reason, Instant triggeredAt, long number, Page page) {
            this.window = window;
            this.reason = reason;
            this.triggeredAt = triggeredAt;
            this.number = number;
            this.page = page;
        }

        OpenWindow window() {
            return window;
        }

        CloseReason reason() {
            return reason;
        }

        /** When the broker had the raw record of the embedding that closed the window; wall clock where none did. */
        Instant triggeredAt() {
            return triggeredAt;
        }
    }

    /** One that was found in the store. Times are milliseconds since the epoch. */
    record Saved(String entity, long start, long end, CloseReason reason, Instant triggeredAt, Page page) {}

    DueWindows(MomentStore store) {
        this.store = store;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(OpenWindow window, CloseReason reason, Instant triggeredAt) {
        if (pages.isEmpty() || pages.getLast().added == PAGE) {
            pages.add(new Page(StoreKeys.dueWindows(nextPage++)));
        }
        Page page = pages.getLast();
        add(window, reason, triggeredAt, page);
        page.added++;
        page.changed = true;
    }

    private void add(OpenWindow window, CloseReason reason, Instant triggeredAt, Page page) {
        var due = new Due(window, reason, triggeredAt, added++, page);
        window.becomesDue(due);
        page.due.add(due);
        size++;
    }

    /** Takes out the first, as many as {@code most}. */
    List<Due> take(int most) {
        List<Due> taken = new ArrayList<>(Math.min(most, size));
        while (taken.size() < most && size > 0) {
            Page page = pages.getFirst();
            Iterator<Due> first = page.due.iterator();
            while (taken.size() < most && first.hasNext()) {
                taken.add(first.next());
                first.remove();
                page.changed = true;
                size--;
            }
            forgetIfEmpty(page);
        }
        return taken;
    }

    /** Takes out those of an entity. */
    List<Due> takeOf(Entity entity) {
        List<Due> taken = new ArrayList<>(1);
        for (OpenWindow window : entity.open()) {
            if (window.due() != null) {
                taken.add(window.due());
            }
        }
        for (Due due : taken) {
            due.page.due.remove(due);
            due.page.changed = true;
            size--;
            forgetIfEmpty(due.page);
        }
        taken.sort(Comparator.comparingLong(due -> due.number));
        return taken;
    }

    private void forgetIfEmpty(Page page) {
        if (page.due.isEmpty()) {
            pages.remove(page);
            if (page.written) {
                store.delete(page.key);
            }
        }
    }

    /** Writes what a restart must know. */
    void save() {
        for (Page page : pages) {
            if (page.changed) {
                store.put(page.key, encode(page));
                page.changed = false;
                page.written = true;
            }
        }
    }

    private static byte[] encode(Page page) {
        var bytes = new ByteArrayOutputStream(64 * page.due.size());
        var out = new DataOutputStream(bytes);
        try {
            for (Due one : page.due) {
                out.writeUTF(one.window().entity().name());
                out.writeLong(one.window().start());
                out.writeLong(one.window().end());
                out.writeUTF(one.reason().name());
                out.writeLong(one.triggeredAt().toEpochMilli());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #save} wrote, to be {@linkplain #takeUp taken up} where it is still a window. */
    List<Saved> restore() {
        List<Saved> restored = new ArrayList<>();
        store.scan(StoreKeys.allDueWindows(), StoreKeys.after(StoreKeys.allDueWindows()), (key, value) -> {
            nextPage = Math.max(nextPage, StoreKeys.readPage(key) + 1);
            var page = new Page(key);
            page.written = true;
            page.added = PAGE;
            pages.add(page);
            decode(value, page, restored);
        });
        return restored;
    }

    /** Adds one that was found, where it was. */
    void takeUp(Saved saved, OpenWindow window) {
        add(window, saved.reason(), saved.triggeredAt(), saved.page());
    }

    /** Forgets what was found and not taken up. */
    void forgetOthers() {
        List.copyOf(pages).forEach(this::forgetIfEmpty);
    }

    private static void decode(byte[] value, Page page, List<Saved> restored) {
        try (var in = new DataInputStream(new ByteArrayInputStream(value))) {
            while (in.available() > 0) {
                restored.add(new Saved(
                        in.readUTF(),
                        in.readLong(),
                        in.readLong(),
                        CloseReason.valueOf(in.readUTF()),
                        Instant.ofEpochMilli(in.readLong()),
                        page));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the store's closed windows cannot be read", e);
        }
    }
}
