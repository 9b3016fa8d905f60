package io.tributary.fusion.align;

import io.tributary.schemas.pipeline.Windowing;
import java.util.List;

/**
 * A window {@code [T − before, T + after]} around each time T of one modality, of which only what was observed at T counts
 * itself. Both ends belong to it.
 *
 * @param anchor number of the modality
 */
record AnchoredWindows(int anchor, long before, long after) implements Windows {
    static AnchoredWindows of(Windowing.Anchored windowing, List<String> modalities) {
        int anchor = modalities.indexOf(windowing.modality());
        if (anchor < 0) {
            throw new IllegalArgumentException(
                    "the anchor is '" + windowing.modality() + "', expected one of " + modalities);
        }
        return new AnchoredWindows(
                anchor, windowing.before().toMillis(), windowing.after().toMillis());
    }

    @Override
    public long paneLength() {
        return before + after + 1;
    }

    @Override
    public Placement place(Entity entity, int modality, long at, Passed passed, long arrival) {
        return modality == anchor ? placeAnchor(entity, at, passed, arrival) : placeOther(entity, at, passed);
    }

    private Placement placeAnchor(Entity entity, long at, Passed passed, long arrival) {
        var placement = new Placement();
        long start = at - before;
        long end = at + after + 1;
        OpenWindow open = entity.open(start, end);
        Decided decided = entity.decided(start, end);
        if (open != null) {
            placement.counts(open);
        } else if (passed.has(end)) {
            placement.misses(passed.reason(end));
        } else if (decided != null) {
            placement.misses(decided.reason());
        } else {
            placement.opens(new OpenWindow(entity, start, end, arrival));
        }
        return placement;
    }

    private Placement placeOther(Entity entity, long at, Passed passed) {
        var placement = new Placement();
        entity.open().stream().filter(window -> window.contains(at)).forEach(placement::counts);
        for (Decided decided : entity.decided()) {
            if (decided.start() <= at && at < decided.end()) {
                placement.misses(passed.has(decided.end()) ? passed.reason(decided.end()) : decided.reason());
            }
        }
        if (!passed.has(at + paneLength())) {
            placement.waitsForWindows();
        } else if (placement.windows().isEmpty() && placement.missed().isEmpty()) {
            placement.misses(passed.reason(at + paneLength()));
        }
        return placement;
    }

    @Override
    public boolean mayBe(long start, long end) {
        return end - start == paneLength();
    }

    @Override
    public boolean counts(OpenWindow window, int modality, long at) {
        return modality == anchor ? at == reference(window) : window.contains(at);
    }

    /** As long as an observation may come that missed the window, and waits for other anchors. */
    @Override
    public long keepDecided(long end) {
        return end - 1 + paneLength();
    }

    @Override
    public long reference(OpenWindow window) {
        return window.start() + before;
    }

    @Override
    public boolean opens(int modality) {
        return modality == anchor;
    }

    /** When no anchor can come any more that has a part of the pane. */
    @Override
    public long keepUntil(Pane pane) {
        return pane.end() - 1 + paneLength();
    }
}
