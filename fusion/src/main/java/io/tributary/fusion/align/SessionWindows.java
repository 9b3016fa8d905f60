package io.tributary.fusion.align;

import java.util.List;

/** Each observation covers {@code [at, at + gap)}; what overlaps is one session. */
record SessionWindows(long gap) implements Windows {
    /** Observations of one pane are less than the gap apart, so a pane has a part of one session only. */
    @Override
    public long paneLength() {
        return gap;
    }

    @Override
    public Placement place(Entity entity, int modality, long at, Passed passed, long arrival) {
        var placement = new Placement();
        if (passed.has(at + gap)) {
            // Even if a session is still open that it would overlap: one that it was in may be forgotten by now.
            placement.misses(passed.reason(at + gap));
            return placement;
        }
        for (Decided decided : entity.decided()) {
            if (decided.start() <= at && at <= decided.last()) {
                placement.misses(decided.reason());
                return placement;
            }
        }
        List<OpenWindow> overlapping = entity.open().stream()
                .filter(window -> window.start() < at + gap && at < window.end())
                .toList();
        long end = overlapping.stream().mapToLong(OpenWindow::end).reduce(at + gap, Math::max);
        long start = overlapping.stream().mapToLong(OpenWindow::start).reduce(at, Math::min);
        if (overlapping.size() == 1 && hasBounds(overlapping.get(0), start, end)) {
            placement.counts(overlapping.get(0));
        } else {
            var session = new OpenWindow(entity, start, end, arrival);
            overlapping.forEach(session::absorb);
            overlapping.forEach(placement::replaces);
            placement.opens(session);
        }
        return placement;
    }

    private static boolean hasBounds(OpenWindow window, long start, long end) {
        return window.start() == start && window.end() == end;
    }

    @Override
    public boolean mayBe(long start, long end) {
        return false;
    }

    @Override
    public boolean share() {
        return false;
    }

    @Override
    public long last(OpenWindow window) {
        return window.end() - gap;
    }
}
