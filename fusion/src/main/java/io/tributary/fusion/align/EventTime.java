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
 * How far event time is: the watermark, which is the minimum over the modalities of the latest event time seen, and never
 * goes back. Times are milliseconds since the epoch; {@link #NONE} before the first.
 *
 * <p>A modality that was silent for {@code idleAfter} of wall-clock time holds the watermark back no longer. Silence is
 * judged when the clock ticks, not when an embedding arrives: after a pause of the whole program, what waited on the broker
 * is taken in before anything counts as silent. And it counts only while another modality speaks: when all were silent,
 * the first arrival gives every modality {@code idleAfter} anew, so that a start or a morning does not make the slower
 * modalities late. Where all are silent the watermark stays where it is.
 */
final class EventTime {
    static final long NONE = Long.MIN_VALUE;
    private static final byte FORMAT = 1;

    private final List<String> modalities;
    private final long idleAfter;
    private final long[] latest;
    private final boolean[] active;
    /** Wall clock: the last arrival, or when the others began to speak where it has not spoken since. */
    private final long[] heard;

    private final boolean[] spoke;
    private long watermark = NONE;

    EventTime(List<String> modalities, long idleAfter) {
        this.modalities = modalities;
        this.idleAfter = idleAfter;
        this.latest = new long[modalities.size()];
        this.active = new boolean[modalities.size()];
        this.heard = new long[modalities.size()];
        this.spoke = new boolean[modalities.size()];
        Arrays.fill(latest, NONE);
    }

    long watermark() {
        return watermark;
    }

    /**
     * Takes note of an embedding.
     *
     * @param at its event time
     * @param now wall clock
     * @return whether it is the latest of its modality so far
     */
    boolean observe(int modality, long at, long now) {
        if (!anyActive()) {
            Arrays.fill(active, true);
            Arrays.fill(heard, now);
            Arrays.fill(spoke, false);
        }
        active[modality] = true;
        heard[modality] = now;
        spoke[modality] = true;
        boolean raised = at > latest[modality];
        latest[modality] = Math.max(latest[modality], at);
        advance();
        return raised;
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
        for (int m = 0; m < latest.length; m++) {
            if (active[m]) {
                minimum = Math.min(minimum, latest[m]);
            }
        }
        watermark = Math.max(watermark, minimum);
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
            if (format != FORMAT) {
                throw new IllegalStateException("the store's event times have format " + format + ", expected " + FORMAT
                        + "; this version is older than the one that wrote them");
            }
            watermark = Math.max(watermark, in.readLong());
            for (int left = in.readInt(); left > 0; left--) {
                int modality = modalities.indexOf(in.readUTF());
                long time = in.readLong();
                if (modality >= 0) {
                    restore(modality, time);
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
