package io.tributary.bench.flink;

import java.util.Arrays;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.java.tuple.Tuple4;

/**
 * One partition's watermark: the minimum over the modalities of the latest event time, less the grace, as one source for each
 * modality would give it. Said as soon as it passes the end of a window, so that no window waits for a clock.
 */
final class LastModalityWatermarks implements WatermarkGenerator<Tuple4<String, Integer, Long, byte[]>> {
    private final long windowMillis;
    private final long graceMillis;
    private final long[] latest;
    private long said = Long.MIN_VALUE;

    LastModalityWatermarks(int modalities, long windowMillis, long graceMillis) {
        this.windowMillis = windowMillis;
        this.graceMillis = graceMillis;
        this.latest = new long[modalities];
        Arrays.fill(latest, Long.MIN_VALUE);
    }

    @Override
    public void onEvent(Tuple4<String, Integer, Long, byte[]> embedding, long timestamp, WatermarkOutput output) {
        latest[embedding.f1] = Math.max(latest[embedding.f1], embedding.f2);
        long minimum = Arrays.stream(latest).min().orElseThrow();
        if (minimum != Long.MIN_VALUE) {
            long passed = Math.floorDiv(minimum - graceMillis, windowMillis) * windowMillis;
            if (passed > said) {
                said = passed;
                // A window that ends at e fires at e - 1.
                output.emitWatermark(new Watermark(passed - 1));
            }
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        // Everything has been said.
    }
}
