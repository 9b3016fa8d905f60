package io.tributary.bench;

import java.util.function.Consumer;

/** Lines on standard error that say what is being done and how long it has been since the start. */
final class Progress implements Consumer<String> {
    private final long start = System.nanoTime();

    @Override
    public void accept(String line) {
        System.err.printf("%4d s  %s%n", (System.nanoTime() - start) / 1_000_000_000, line);
    }
}
