package io.tributary.bench.subject;

import java.util.List;

/** Something measured, or something that a measurement needs, in a process of its own. */
public interface Subject extends AutoCloseable {
    /** What the parent must know before it asks anything; one line. */
    default String ready() {
        return "";
    }

    /**
     * Does what the parent asks.
     *
     * @param command words; the first says what to do
     * @return one line
     */
    default String answer(List<String> command) {
        throw new IllegalArgumentException("unknown command " + command);
    }

    /** @throws IllegalStateException if it has stopped by itself, saying why */
    default void requireRunning() {}

    @Override
    void close();
}
