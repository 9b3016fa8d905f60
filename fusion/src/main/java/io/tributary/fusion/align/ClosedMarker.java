package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The value that stays of a window closed before the watermark passed it: why it closed, then the event times at that
 * moment, because the embeddings from which a restart would know them are gone with the window.
 */
final class ClosedMarker {
    private ClosedMarker() {}

    static byte[] encode(CloseReason reason, EventTime eventTime) {
        byte[] name = reason.name().getBytes(StandardCharsets.US_ASCII);
        byte[] times = eventTime.encode();
        byte[] marker = new byte[1 + name.length + times.length];
        marker[0] = (byte) name.length;
        System.arraycopy(name, 0, marker, 1, name.length);
        System.arraycopy(times, 0, marker, 1 + name.length, times.length);
        return marker;
    }

    static CloseReason reason(byte[] marker) {
        return CloseReason.valueOf(new String(marker, 1, marker[0], StandardCharsets.US_ASCII));
    }

    static void restore(byte[] marker, EventTime eventTime) {
        eventTime.restore(Arrays.copyOfRange(marker, 1 + marker[0], marker.length));
    }
}
