package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import java.time.Duration;

/**
 * An embedding that came after a window of its had closed.
 *
 * @param closedBy why the window was closed; {@code GRACE} once the watermark has passed it and the grace, whatever closed it
 *     before and even if it never opened
 * @param lateness how far the watermark was past the embedding's event time; a grace of this length would have let it
 *     count. Zero where the window closed before the watermark came that far.
 * @param missed how many of its windows it came too late for
 * @param windows how many it has; in the others it counts
 */
public record Late(Embedding embedding, CloseReason closedBy, Duration lateness, int missed, int windows) {}
