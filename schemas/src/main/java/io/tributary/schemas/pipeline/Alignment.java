package io.tributary.schemas.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * When observations of one entity belong to the same moment, and how long a moment waits.
 *
 * <p>Windows are tumbling: they start at multiples of {@code window} since the epoch. With 10 s, observations at 1, 8 and
 * 12 s form {1, 8} and {12}; 9.9 and 10.1 are different moments although only 0.2 s apart.
 *
 * <p>A window closes at the first of: every modality of {@code complete} is there; the watermark (the minimum over the
 * modalities of the latest event time seen) reaches window end plus {@code grace}; {@code maxWait} of wall-clock time has
 * passed since the window's first arrival; more than {@code maxOpen} windows are open.
 *
 * @param window event time spanned by one moment; at least 1 ms
 * @param grace event time past the window's end for which late observations still count; zero is allowed
 * @param maxWait wall-clock time after which a window is decided with what is there
 * @param idleAfter wall-clock silence after which a modality no longer holds the watermark back
 * @param match which observation counts where a modality has several in one window
 * @param complete modalities that close a window as soon as all are there; empty = completeness never closes
 * @param maxOpen windows that may be open at once in one partition; the oldest close when there are more
 */
public record Alignment(
        Duration window,
        Duration grace,
        Duration maxWait,
        Duration idleAfter,
        Match match,
        List<String> complete,
        int maxOpen) {
    public Alignment {
        complete = List.copyOf(complete);
    }
}
