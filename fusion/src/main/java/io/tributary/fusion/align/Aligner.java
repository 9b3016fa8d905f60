package io.tributary.fusion.align;

import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings together the embeddings of one entity that belong to the same window of event time, and says when to stop waiting.
 *
 * <p>A window closes once, at the first of: {@code COMPLETE}, every modality of {@code complete} is there; {@code GRACE},
 * the watermark (see {@link EventTime}) is {@code grace} past its end; {@code TIMEOUT}, {@code max-wait} of wall-clock time
 * since its first embedding; {@code CAPACITY}, more than {@code max-open} windows wait and it ends first; {@code SHUTDOWN},
 * {@link #closeAll}. What comes afterwards is {@link Late} and changes nothing.
 *
 * <ul>
 *   <li><b>Order:</b> the moments of one call are ordered by window end, then entity (UTF-8). The same embeddings in the
 *       same order give the same moments, byte for byte, as long as no clock closes a window or silences a modality.
 *   <li><b>Duplicates:</b> the same observation again (entity, modality, event time, id) replaces itself.
 *   <li><b>Restart:</b> all state is in the store; a new aligner over the same store goes on as if nothing had happened,
 *       {@code max-wait} included. Only silence ({@code idle-after}) is judged anew.
 *   <li><b>Memory:</b> about 200 bytes an open window; embeddings are read when their window closes, and the moments of one
 *       call are in memory together.
 *   <li><b>Threads:</b> one.
 * </ul>
 *
 * Each {@code now} is the wall clock. It matters for {@code max-wait}, {@code idle-after} and what the clock triggers alone.
 */
public final class Aligner {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MOST_MODALITIES = Long.SIZE;

    private final List<String> modalities;
    private final Alignment alignment;
    private final TumblingWindows windows;
    private final MomentStore store;
    private final long completeBits;
    private final EventTime eventTime;
    private final OpenWindows open = new OpenWindows();
    private long passedEnd = EventTime.NONE;

    /**
     * Takes up what the store holds.
     *
     * @param modalities names, in the order of a moment's slots; at most 64
     */
    public Aligner(List<String> modalities, Alignment alignment, MomentStore store, Instant now) {
        if (modalities.isEmpty() || modalities.size() > MOST_MODALITIES) {
            throw new IllegalArgumentException(
                    "the pipeline has " + modalities.size() + " modalities, expected 1 to " + MOST_MODALITIES);
        }
        this.modalities = List.copyOf(modalities);
        this.alignment = alignment;
        this.windows = new TumblingWindows(alignment.window());
        this.store = store;
        this.completeBits = bits(alignment.complete());
        this.eventTime = new EventTime(this.modalities, alignment.idleAfter().toMillis());
        restore(now.toEpochMilli());
    }

    /** Whether an event time is one that windows can be made of: in the years 1 to 9999. */
    public static boolean accepts(Instant at) {
        return !at.isBefore(EARLIEST) && at.isBefore(LATEST);
    }

    /**
     * Takes an embedding.
     *
     * @throws IllegalArgumentException if its modality is not the pipeline's, or its time not {@link #accepts acceptable}
     */
    public Aligned add(Embedding embedding, Instant now) {
        int modality = modalities.indexOf(embedding.modality());
        if (modality < 0 || !accepts(embedding.at())) {
            throw new IllegalArgumentException("an embedding of " + embedding.modality() + " at " + embedding.at()
                    + ", expected one of " + modalities + " in the years 1 to 9999");
        }
        long at = embedding.at().toEpochMilli();
        Window window = windows.windowOf(at);
        byte[] key = StoreKeys.window(embedding.entity(), window);
        Optional<CloseReason> closed = closed(embedding.entity(), window, key);
        Optional<Late> late = closed.map(reason -> new Late(embedding, reason, lateness(at)));
        boolean raised = eventTime.observe(modality, at, now.toEpochMilli());
        List<Moment> moments = new ArrayList<>();
        if (late.isPresent()) {
            moments.addAll(closePassed(embedding.receivedAt()));
            if (raised) {
                // The store will not hold this embedding, so it would not know its time after a restart.
                rememberEventTime();
            }
        } else {
            OpenWindow target = put(embedding, modality, window, key, now);
            moments.addAll(closePassed(embedding.receivedAt()));
            moments.addAll(closeFull(target, embedding.receivedAt()));
        }
        return new Aligned(moments, late);
    }

    /** Closes what the clock closes. To be called about every 100 ms, and at least as often as windows shall time out. */
    public List<Moment> tick(Instant now) {
        eventTime.tick(now.toEpochMilli());
        List<Moment> moments = new ArrayList<>(closePassed(now));
        long waitingSince = now.minus(alignment.maxWait()).toEpochMilli();
        for (OpenWindow window : open.waitingSince(waitingSince)) {
            moments.addAll(close(List.of(window), CloseReason.TIMEOUT, now));
        }
        return moments;
    }

    /** Closes every open window. */
    public List<Moment> closeAll(Instant now) {
        return close(open.all(), CloseReason.SHUTDOWN, now);
    }

    public int openWindows() {
        return open.size();
    }

    /** The event time up to which, as far as can be told, every modality has come; empty while one that speaks has not. */
    public Optional<Instant> watermark() {
        long watermark = eventTime.watermark();
        return watermark == EventTime.NONE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(watermark));
    }

    private Optional<CloseReason> closed(String entity, Window window, byte[] key) {
        if (open.get(key) != null) {
            return Optional.empty();
        }
        if (window.end() <= passedEnd) {
            return Optional.of(CloseReason.GRACE);
        }
        byte @Nullable [] marker = store.get(StoreKeys.closed(entity, window));
        return marker == null ? Optional.empty() : Optional.of(ClosedMarker.reason(marker));
    }

    private Duration lateness(long at) {
        return Duration.ofMillis(Math.max(0, eventTime.watermark() == EventTime.NONE ? 0 : eventTime.watermark() - at));
    }

    private OpenWindow put(Embedding embedding, int modality, Window window, byte[] key, Instant now) {
        OpenWindow target = open.get(key);
        if (target == null) {
            target = new OpenWindow(embedding.entity(), window, key, now.toEpochMilli());
            open.add(target);
        }
        store.put(StoreKeys.entry(key, embedding), StoredEmbedding.encode(embedding, target.firstArrival()));
        target.add(modality);
        return target;
    }

    /** Closes the windows that the watermark has passed, and forgets what was only needed until then. */
    private List<Moment> closePassed(Instant triggeredAt) {
        long passed = endPassedBy(eventTime.watermark());
        if (passed > passedEnd) {
            forgetClosed(passedEnd, passed);
            passedEnd = passed;
            rememberEventTime();
        }
        return close(open.endingUntil(passedEnd), CloseReason.GRACE, triggeredAt);
    }

    private void forgetClosed(long after, long until) {
        List<byte[]> keys = new ArrayList<>();
        byte[] from = after == EventTime.NONE ? StoreKeys.firstClosed() : StoreKeys.closedFrom(after + 1);
        store.scan(from, StoreKeys.closedFrom(until + 1), (key, value) -> keys.add(key));
        keys.forEach(store::delete);
    }

    /** With the end that was passed, so that a longer grace set later does not open again what was closed. */
    private void rememberEventTime() {
        byte[] times = eventTime.encode();
        store.put(
                StoreKeys.eventTime(),
                ByteBuffer.allocate(Long.BYTES + times.length)
                        .putLong(passedEnd)
                        .put(times)
                        .array());
    }

    private List<Moment> closeFull(OpenWindow target, Instant triggeredAt) {
        if (target.hasAll(completeBits) && open.get(target.key()) == target) {
            return close(List.of(target), CloseReason.COMPLETE, triggeredAt);
        }
        List<Moment> moments = new ArrayList<>();
        for (OpenWindow window : open.oldest(open.size() - alignment.maxOpen())) {
            moments.addAll(close(List.of(window), CloseReason.CAPACITY, triggeredAt));
        }
        return moments;
    }

    /** Closes windows between which, in their order, no other is open, so that one range read finds all they hold. */
    private List<Moment> close(List<OpenWindow> due, CloseReason reason, Instant triggeredAt) {
        List<Moment> moments = new ArrayList<>(due.size());
        for (WindowContents contents : read(due)) {
            moments.add(contents.toMoment(modalities, alignment.match(), reason, triggeredAt));
            contents.keys().forEach(store::delete);
            open.remove(contents.window());
            Window window = contents.window().window();
            if (window.end() > passedEnd) {
                store.put(StoreKeys.closed(contents.window().entity(), window), ClosedMarker.encode(reason, eventTime));
            }
        }
        return moments;
    }

    private List<WindowContents> read(List<OpenWindow> due) {
        List<WindowContents> contents = due.stream().map(WindowContents::new).toList();
        if (!due.isEmpty()) {
            var reader = contents.iterator();
            var current = new WindowContents[] {reader.next()};
            byte[] end = StoreKeys.after(due.get(due.size() - 1).key());
            store.scan(due.get(0).key(), end, (key, value) -> {
                while (!current[0].holds(key)) {
                    current[0] = reader.next();
                }
                current[0].add(key, value);
            });
        }
        return contents;
    }

    private void restore(long now) {
        byte @Nullable [] remembered = store.get(StoreKeys.eventTime());
        if (remembered != null) {
            passedEnd = ByteBuffer.wrap(remembered).getLong();
            eventTime.restore(Arrays.copyOfRange(remembered, Long.BYTES, remembered.length));
        }
        store.scan(
                StoreKeys.firstClosed(),
                StoreKeys.after(StoreKeys.firstClosed()),
                (key, value) -> ClosedMarker.restore(value, eventTime));
        store.scan(
                StoreKeys.firstEntry(),
                StoreKeys.after(StoreKeys.firstEntry()),
                (key, value) -> restoreEntry(key, value, now));
    }

    private void restoreEntry(byte[] key, byte[] value, long now) {
        StoreKeys.WindowKey window = StoreKeys.readWindow(key);
        OpenWindow target = open.get(window.bytes());
        if (target == null) {
            // Where the clock was ahead when it arrived, the wait must not become longer than it is.
            long firstArrival = Math.min(now, StoredEmbedding.firstArrival(value));
            target = new OpenWindow(window.entity(), window.window(), window.bytes(), firstArrival);
            open.add(target);
        }
        int modality = modalities.indexOf(StoreKeys.readModality(key, window.bytes()));
        if (modality >= 0) {
            target.add(modality);
            eventTime.restore(modality, StoreKeys.readEventTime(key, window.bytes()));
        }
    }

    private long endPassedBy(long watermark) {
        return watermark == EventTime.NONE
                ? EventTime.NONE
                : windows.lastEnd(watermark - alignment.grace().toMillis());
    }

    private long bits(List<String> names) {
        long bits = 0;
        for (String name : names) {
            int modality = modalities.indexOf(name);
            if (modality < 0) {
                throw new IllegalArgumentException(
                        "alignment.complete has '" + name + "', expected some of " + modalities);
            }
            bits |= 1L << modality;
        }
        return bits;
    }
}
