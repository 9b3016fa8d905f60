package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The value that stays of a window closed before the watermark passed it: why it closed. */
final class ClosedMarker {
    private ClosedMarker() {}

    static byte[] encode(CloseReason reason) {
        byte[] name = reason.name().getBytes(StandardCharsets.US_ASCII);
        byte[] marker = new byte[1 + name.length];
        marker[0] = (byte) name.length;
        System.arraycopy(name, 0, marker, 1, name.length);
        return marker;
    }

    static CloseReason reason(byte[] marker) {
        return CloseReason.valueOf(new String(marker, 1, marker[0], StandardCharsets.US_ASCII));
    }

    /** Takes in the event times that markers used to have, from when nothing else told of what a closed window had. */
    static void restore(byte[] marker, EventTime eventTime) {
        if (marker.length > 1 + marker[0]) {
            eventTime.restore(Arrays.copyOfRange(marker, 1 + marker[0], marker.length));
        }
    }
}
