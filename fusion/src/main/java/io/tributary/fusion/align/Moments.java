package io.tributary.fusion.align;

import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Missing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes moments of what windows have. */
final class Moments {
    private final List<String> modalities;
    private final Alignment alignment;
    private final Windows windows;
    private final MomentState state;
    private long incomplete;

    Moments(List<String> modalities, Alignment alignment, Windows windows, MomentState state) {
        this.modalities = modalities;
        this.alignment = alignment;
        this.windows = windows;
        this.state = state;
    }

    /** How many there would have been, had a modality not been missing that is required. */
    long incomplete() {
        return incomplete;
    }

    /** What a window has so far; empty where a modality is missing that is required. */
    Optional<Moment> early(OpenWindow window, WindowContents contents, Instant triggeredAt) {
        return moment(window, contents, CloseReason.OPEN, triggeredAt, Long.bitCount(window.presence()) - 1, false);
    }

    /** What a window has when it is decided; empty where a modality is missing that is required. */
    Optional<Moment> last(OpenWindow window, WindowContents contents, CloseReason reason, Instant triggeredAt) {
        int revision = alignment.early() ? Long.bitCount(window.presence()) : 0;
        Optional<Moment> moment = moment(window, contents, reason, triggeredAt, revision, true);
        incomplete += moment.isEmpty() ? 1 : 0;
        return moment;
    }

    private Optional<Moment> moment(
            OpenWindow window,
            WindowContents contents,
            CloseReason reason,
            Instant triggeredAt,
            int revision,
            boolean last) {
        List<Moment.Slot> slots = new ArrayList<>();
        List<Moment.Present> others = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            String modality = modalities.get(m);
            var matching = new Matching(alignment.match(modality), windows.reference(window), window.end());
            List<Moment.Present> spaces = matching.inEverySpace(contents.of(m));
            if (!spaces.isEmpty()) {
                slots.add(spaces.get(0));
                others.addAll(spaces.subList(1, spaces.size()));
            } else if (alignment.missing(modality) instanceof Missing.Required) {
                return Optional.empty();
            } else {
                slots.add(standIn(window, m, matching));
            }
        }
        return Optional.of(new Moment(
                window.entity().name(),
                Instant.ofEpochMilli(window.start()),
                Instant.ofEpochMilli(window.end()),
                reason,
                triggeredAt,
                revision,
                last,
                slots,
                others));
    }

    private Moment.Slot standIn(OpenWindow window, int modality, Matching matching) {
        String name = modalities.get(modality);
        Missing missing = alignment.missing(name);
        if (missing instanceof Missing.DefaultVector constant) {
            return new Moment.Default(name, constant.vector());
        }
        Optional<Embedding> last =
                missing instanceof Missing.ReuseLast ? state.lastBefore(window, modality) : Optional.empty();
        return last.<Moment.Slot>map(matching::reused).orElseGet(() -> new Moment.Absent(name));
    }
}
