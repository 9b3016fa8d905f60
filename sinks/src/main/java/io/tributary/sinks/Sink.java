package io.tributary.sinks;

import io.tributary.schemas.Decision;
import java.util.List;

/**
 * A place that decisions go to.
 *
 * <ul>
 *   <li><b>Once:</b> a decision may be written again after a crash or a rebalance; a sink is idempotent on (decision id,
 *       revision), and an older revision never replaces a newer one.
 *   <li><b>Order:</b> the decisions of one entity come in the order of their topic.
 *   <li><b>Threads:</b> one thread writes; {@link #close()} comes from that thread, or after it has ended.
 *   <li><b>Errors:</b> a sink that throws {@link TargetUnavailableException} has written nothing that it cannot write
 *       again: the same decisions come again until they are taken. Any other exception stops the stage.
 * </ul>
 */
public interface Sink extends AutoCloseable {
    /** A name such as {@code console}, unique in a pipeline; part of the consumer group's name. */
    String type();

    /**
     * Writes all of {@code decisions}, durably where the target is durable, before it returns.
     *
     * @throws TargetUnavailableException if the target does not take them now
     */
    void write(List<Decision> decisions) throws TargetUnavailableException;

    /**
     * Whether what was written is gone with the process. Such a sink is shown the newest decisions at every start, and
     * shares no consumer group with others of its type: each shows everything.
     */
    default boolean isVolatile() {
        return false;
    }

    @Override
    void close();
}
