package io.tributary.fusion.align;

import io.tributary.schemas.pipeline.Windowing;
import java.util.List;

/** Which windows of its entity an observation belongs to. Times are milliseconds since the epoch. */
interface Windows {
    /** @param modalities names, in the order of their numbers */
    static Windows of(Windowing windowing, List<String> modalities) {
        if (windowing instanceof Windowing.Tumbling tumbling) {
            return FixedWindows.of(
                    tumbling.length().toMillis(), tumbling.length().toMillis());
        }
        if (windowing instanceof Windowing.Hopping hopping) {
            return FixedWindows.of(hopping.length().toMillis(), hopping.every().toMillis());
        }
        if (windowing instanceof Windowing.Session session) {
            return new SessionWindows(session.gap().toMillis());
        }
        return AnchoredWindows.of((Windowing.Anchored) windowing, modalities);
    }

    /** How long panes are. They begin at multiples of this since the epoch, and no fixed window or session ends within one. */
    long paneLength();

    /** The end of the pane of an event time. */
    default long paneEnd(long at) {
        return (Math.floorDiv(at, paneLength()) + 1) * paneLength();
    }

    /**
     * Finds the windows of an observation, and makes those that are not there yet.
     *
     * @param passed of this entity
     * @param arrival wall clock
     */
    Placement place(Entity entity, int modality, long at, Passed passed, long arrival);

    /** Whether a window may have these bounds whatever is in it; what bounds a session has depends on that. */
    boolean mayBe(long start, long end);

    /** The latest time at which a window may end that is not after {@code time}. */
    default long lastEnd(long time) {
        return time;
    }

    /** Whether a part of a pane's time is in a window. */
    default boolean overlap(OpenWindow window, Pane pane) {
        return window.start() < pane.end() && pane.end() - paneLength() < window.end();
    }

    /** Whether an observation that lies in the window's time counts in it. */
    default boolean counts(OpenWindow window, int modality, long at) {
        return window.contains(at);
    }

    /** The time to which the nearest observation stands for its modality. */
    default long reference(OpenWindow window) {
        return window.start() + Math.floorDiv(window.end() - window.start(), 2);
    }

    /** Event time of the last observation that a window may have. */
    default long last(OpenWindow window) {
        return window.end() - 1;
    }

    /** Whether observations of a modality open windows; the others only count in windows that one of these has opened. */
    default boolean opens(int modality) {
        return true;
    }

    /** Whether an observation may count in several windows. */
    default boolean share() {
        return true;
    }

    /** The time that has to be passed before nothing can miss a decided window any more that ends at {@code end}. */
    default long keepDecided(long end) {
        return end;
    }

    /** The time that has to be passed before a pane, of which no open window has a part, is of no use any more. */
    default long keepUntil(Pane pane) {
        return Long.MIN_VALUE;
    }
}
