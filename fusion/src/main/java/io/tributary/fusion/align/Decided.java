package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;

/**
 * A window that was decided, and that something may come for which would open it again, or missed it.
 *
 * @param start event time, inclusive
 * @param end event time, exclusive
 * @param last event time of the last observation in it
 */
record Decided(Entity entity, long start, long end, long last, CloseReason reason) {}
