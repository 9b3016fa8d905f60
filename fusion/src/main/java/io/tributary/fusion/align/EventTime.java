package io.tributary.fusion.align;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * How far event time is in a partition: the watermark, which is the minimum over the modalities of the latest event time seen, and never
 * goes back. Times are milliseconds since the epoch; {@link #NONE} before the first.
 *
 * <p>A modality that was silent for {@code idleAfter} of wall-clock time holds the watermark back no longer. Silence is
 * judged when the clock ticks, not when an embedding arrives: after a pause of the whole program, what waited on the broker
 * is taken in before anything counts as silent. And it counts only while another modality speaks: when all were silent,
 * the first arrival gives every modality {@code idleAfter} anew, so that a start or a morning does not make the slower
 * modalities late. Where all are silent the watermark stays where it is. A bound is a sign of life as an embedding is.
 */
final class EventTime {
    static final long NONE = Long.MIN_VALUE;
    private static final byte WITHOUT_BOUNDS = 1;
    private static final byte FORMAT = 2;

    private final List<String> modalities;
    private final long idleAfter;
    private final long grace;
    private final long[] latest;
    /** Before these nothing will come any more, as producers said. */
    private final long[] bounds;

    private final boolean[] active;
    /** Wall clock: the last arrival, or when the others began to speak where it has not spoken since. */
    private final long[] heard;

    private final boolean[] spoke;
    private long watermark = NONE;
    private long passed = NONE;

    EventTime(List<String> modalities, long idleAfter, long grace) {
        this.modalities = modalities;
        this.idleAfter = idleAfter;
        this.grace = grace;
        this.bounds = new long[modalities.size()];
        this.latest = new long[modalities.size()];
        this.active = new boolean[modalities.size()];
        this.heard = new long[modalities.size()];
        this.spoke = new boolean[modalities.size()];
        Arrays.fill(latest, NONE);
        Arrays.fill(bounds, NONE);
    }

    long watermark() {
        return watermark;
    }

    /** What ends at this time or before is passed: by the watermark and the grace, or by bounds; never goes back. */
    long passed() {
        return passed;
    }

    /** What ends at this time or before is passed without any bound. */
    long passedByGrace() {
        return lessGrace(watermark);
    }

    /** What ends at this time or before is passed as far as a modality is concerned. */
    long passed(int modality) {
        return active[modality] ? Math.max(lessGrace(latest[modality]), bounds[modality]) : Long.MAX_VALUE;
    }

    private long lessGrace(long time) {
        return time == NONE ? NONE : time - grace;
    }

    boolean hasBounds() {
        return Arrays.stream(bounds).anyMatch(bound -> bound != NONE);
    }

    /** Whether any modality was heard since the start, or since all fell silent. */
    boolean isHeard() {
        return anyActive();
    }

    /**
     * Takes note of an embedding.
     *
     * @param at its event time
     * @param now wall clock
     */
    void observe(int modality, long at, long now) {
        hear(modality, now);
        latest[modality] = Math.max(latest[modality], at);
        advance();
    }

    /** Takes note that nothing of a modality will come any more that is older than {@code at}. */
    void bound(int modality, long at, long now) {
        hear(modality, now);
        bounds[modality] = Math.max(bounds[modality], at);
        advance();
    }

    /** Takes note of a sign of life of a modality. */
    void hear(int modality, long now) {
        if (!anyActive()) {
            Arrays.fill(active, true);
            Arrays.fill(heard, now);
            Arrays.fill(spoke, false);
        }
        active[modality] = true;
        heard[modality] = now;
        spoke[modality] = true;
    }

    /** Leaves out the silent, one after the other as they fell silent, so that it does not matter how often this is called. */
    void tick(long now) {
        int next = longestSilent();
        while (next >= 0 && now - heard[next] >= idleAfter) {
            leaveOut(heard[next], spoke[next]);
            advance();
            next = longestSilent();
        }
    }

    private int longestSilent() {
        int silent = -1;
        for (int m = 0; m < latest.length; m++) {
            if (active[m] && (silent < 0 || isSilentLonger(m, silent))) {
                silent = m;
            }
        }
        return silent;
    }

    /** One that has not spoken yet goes before one that spoke at the time from which its silence counts. */
    private boolean isSilentLonger(int modality, int other) {
        return heard[modality] < heard[other] || (heard[modality] == heard[other] && !spoke[modality] && spoke[other]);
    }

    private void leaveOut(long time, boolean hasSpoken) {
        for (int m = 0; m < latest.length; m++) {
            if (active[m] && heard[m] == time && spoke[m] == hasSpoken) {
                active[m] = false;
            }
        }
    }

    private boolean anyActive() {
        for (boolean isActive : active) {
            if (isActive) {
                return true;
            }
        }
        return false;
    }

    private void advance() {
        if (!anyActive()) {
            return;
        }
        long minimum = Long.MAX_VALUE;
        long leastPassed = Long.MAX_VALUE;
        for (int m = 0; m < latest.length; m++) {
            if (active[m]) {
                minimum = Math.min(minimum, latest[m]);
                leastPassed = Math.min(leastPassed, passed(m));
            }
        }
        watermark = Math.max(watermark, minimum);
        passed = Math.max(passed, leastPassed);
    }

    /** What must survive a restart; silence does not, it is judged anew. */
    byte[] encode() {
        var bytes = new ByteArrayOutputStream(64);
        var out = new DataOutputStream(bytes);
        try {
            out.writeByte(FORMAT);
            out.writeLong(watermark);
            out.writeInt(latest.length);
            for (int m = 0; m < latest.length; m++) {
                out.writeUTF(modalities.get(m));
                out.writeLong(latest[m]);
                out.writeLong(bounds[m]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Takes in what {@link #encode()} wrote; of two times the later stays. Modalities there are no longer are left out. */
    void restore(byte[] encoded) {
        try (var in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            byte format = in.readByte();
            if (format != FORMAT && format != WITHOUT_BOUNDS) {
                throw new IllegalStateException("the store's event times have format " + format + ", expected " + FORMAT
                        + "; this version is older than the one that wrote them");
            }
            watermark = Math.max(watermark, in.readLong());
            passed = Math.max(passed, passedByGrace());
            for (int left = in.readInt(); left > 0; left--) {
                int modality = modalities.indexOf(in.readUTF());
                long time = in.readLong();
                long bound = format == FORMAT ? in.readLong() : NONE;
                if (modality >= 0) {
                    restore(modality, time);
                    bounds[modality] = Math.max(bounds[modality], bound);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the store's event times cannot be read", e);
        }
    }

    /** Takes in the event time of a stored embedding. */
    void restore(int modality, long at) {
        latest[modality] = Math.max(latest[modality], at);
    }
}
