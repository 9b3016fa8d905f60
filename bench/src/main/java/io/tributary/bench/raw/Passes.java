package io.tributary.bench.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The same calls again and again, shared among callers as they become free. For one run. */
public final class Passes {
    private final List<PreparedInputs.Call> calls;
    private final RawModel session;
    private final int callers;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger end = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    public Passes(List<PreparedInputs.Call> calls, RawModel session, int callers) {
        this.calls = calls;
        this.session = session;
        this.callers = callers;
    }

    /** Stops at the end of the pass in which time is up, so that no input counts more than another; returns how many. */
    public int runWholeFor(long nanos) {
        run(nanos, calls.size());
        return end.get() / calls.size();
    }

    /** Stops when time is up. */
    public void runFor(long nanos) {
        run(nanos, 1);
    }

    private void run(long nanos, int stopAtMultipleOf) {
        long deadline = System.nanoTime() + nanos;
        List<Thread> threads = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            var thread = new Thread(() -> call(deadline, stopAtMultipleOf), "caller-" + caller);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            join(thread);
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void call(long deadline, int stopAtMultipleOf) {
        try {
            for (int number = next.getAndIncrement(); number < end.get(); number = next.getAndIncrement()) {
                if (number > 0 && number % stopAtMultipleOf == 0 && System.nanoTime() >= deadline) {
                    end.accumulateAndGet(number, Math::min);
                    return;
                }
                session.run(calls.get(number % calls.size()).inputs());
            }
        } catch (RuntimeException e) {
            failure.set(e);
            end.set(0);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in a round", e);
        }
    }
}
