package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;
import java.util.ArrayList;
import java.util.List;

/** Where an observation belongs. */
final class Placement {
    private final List<OpenWindow> windows = new ArrayList<>(1);
    private final List<OpenWindow> opened = new ArrayList<>(1);
    private final List<OpenWindow> replaced = new ArrayList<>(0);
    private final List<CloseReason> missed = new ArrayList<>(0);
    private boolean waits;

    /** In which it counts, those that are new included. */
    List<OpenWindow> windows() {
        return windows;
    }

    List<OpenWindow> opened() {
        return opened;
    }

    /** Windows that were open and are part of one that is new. */
    List<OpenWindow> replaced() {
        return replaced;
    }

    /** Why those of its windows were decided in which it does not count. */
    List<CloseReason> missed() {
        return missed;
    }

    /** Whether there may be windows for it later. */
    boolean waits() {
        return waits;
    }

    /** Whether it is of any use. */
    boolean isOfUse() {
        return waits || !windows.isEmpty();
    }

    void counts(OpenWindow window) {
        windows.add(window);
    }

    void opens(OpenWindow window) {
        opened.add(window);
        windows.add(window);
    }

    void replaces(OpenWindow window) {
        replaced.add(window);
    }

    void misses(CloseReason reason) {
        missed.add(reason);
    }

    void waitsForWindows() {
        waits = true;
    }
}
