package io.tributary.bench.measure;

import io.tributary.bench.subject.ProcessUse;

/** Something that can run rounds. */
public interface Contestant extends AutoCloseable {
    /** Runs for a moment, to warm up and to find out how many events fill a round. */
    void warmUp();

    Round round();

    /** What its process has used. */
    ProcessUse use();

    @Override
    void close();
}
