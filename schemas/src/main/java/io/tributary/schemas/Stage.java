package io.tributary.schemas;

import java.util.Optional;

/**
 * A running part of a pipeline: one encoder, the fusion, one sink.
 *
 * <p>Life: {@link #start()} once, then {@link #close()} once; a closed stage is not started again. {@code start} returns
 * without waiting for work; {@link #isReady()} says when the stage has its models, partitions and state.
 */
public interface Stage extends AutoCloseable {
    /** A name such as {@code encoder-text}, unique in the pipeline. */
    String name();

    void start();

    /** Whether the stage can do its work: models loaded and tested, connected, state restored. */
    boolean isReady();

    /** Why the stage stopped by itself, if it did. */
    Optional<Throwable> failure();

    /** Finishes the work in hand, commits it and lets go of everything; never throws for a stage that has failed. */
    @Override
    void close();
}
