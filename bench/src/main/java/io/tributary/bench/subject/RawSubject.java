package io.tributary.bench.subject;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.bench.raw.PreparedInputs;
import io.tributary.bench.raw.RawModel;
import io.tributary.bench.raw.RawSetting;
import io.tributary.encoders.Preparation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime alone, its inputs prepared before the clock starts. Arguments: home, cache, the model's name.
 *
 * <ul>
 *   <li>{@code round SETTING SECONDS} runs whole passes over the inputs for about that long and answers with inputs, wall
 *       nanoseconds and CPU nanoseconds of the process.
 *   <li>{@code parts SECONDS} answers with the CPU nanoseconds that one event costs on one thread to prepare (tokenize,
 *       decode, pack) and to read from and write to Avro.
 * </ul>
 */
final class RawSubject implements Subject {
    private final MeasuredModel model;
    private final Preparation<?> preparation;
    private final PreparedInputs<?> inputs;
    private final Parts parts;
    private final Map<String, RawModel> sessions = new HashMap<>();
    private final Map<String, List<PreparedInputs.Call>> calls = new HashMap<>();

    private RawSubject(MeasuredModel model) {
        this.model = model;
        this.preparation = PreparedInputs.preparation(model.bundle());
        this.inputs = PreparedInputs.of(preparation, model.inputs());
        this.parts = new Parts(model);
    }

    static RawSubject open(List<String> arguments) {
        var catalogue = new Catalogue(Path.of(arguments.get(0)), Path.of(arguments.get(1)));
        return new RawSubject(catalogue.find(arguments.get(2)));
    }

    @Override
    public String answer(List<String> command) {
        return switch (command.get(0)) {
            case "round" -> round(RawSetting.parse(command.get(1)), Double.parseDouble(command.get(2)));
            case "parts" -> parts.measure(preparation, Double.parseDouble(command.get(1)));
            default -> Subject.super.answer(command);
        };
    }

    private String round(RawSetting setting, double seconds) {
        RawModel session = sessions.computeIfAbsent(
                setting.threads() + ":" + setting.spinning(),
                key -> RawModel.load(model.bundle().modelFile(), setting.threads(), setting.spinning()));
        var work = new Passes(
                calls.computeIfAbsent(setting.grouping().toString(), key -> inputs.calls(setting.grouping())), session);
        long cpu = ProcessUse.now().cpuNanos();
        long start = System.nanoTime();
        long passes = work.run(setting.callers(), (long) (seconds * 1e9));
        long wall = System.nanoTime() - start;
        return passes * inputs.count() + " " + wall + " " + (ProcessUse.now().cpuNanos() - cpu);
    }

    @Override
    public void close() {
        sessions.values().forEach(RawModel::close);
        preparation.close();
    }

    /** The same calls again and again, shared among callers, until time is up at the end of a pass. */
    private static final class Passes {
        private final List<PreparedInputs.Call> calls;
        private final RawModel session;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private volatile int end = Integer.MAX_VALUE;

        Passes(List<PreparedInputs.Call> calls, RawModel session) {
            this.calls = calls;
            this.session = session;
        }

        /** Returns how many passes there were. */
        long run(int callers, long nanos) {
            long deadline = System.nanoTime() + nanos;
            Thread[] threads = new Thread[callers];
            for (int i = 0; i < callers; i++) {
                threads[i] = new Thread(() -> call(deadline), "caller-" + i);
                threads[i].start();
            }
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted in a round", e);
                }
            }
            RuntimeException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
            return end / calls.size();
        }

        private void call(long deadline) {
            try {
                for (int number = next.getAndIncrement(); number < end; number = next.getAndIncrement()) {
                    boolean passEnds = number > 0 && number % calls.size() == 0;
                    if (passEnds && System.nanoTime() >= deadline && over.compareAndSet(false, true)) {
                        end = number;
                        return;
                    }
                    session.run(calls.get(number % calls.size()).inputs());
                }
            } catch (RuntimeException e) {
                failure.set(e);
                end = 0;
            }
        }
    }
}
