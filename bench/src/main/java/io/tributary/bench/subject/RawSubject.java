package io.tributary.bench.subject;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.bench.raw.Passes;
import io.tributary.bench.raw.PreparedInputs;
import io.tributary.bench.raw.RawModel;
import io.tributary.bench.raw.RawSetting;
import io.tributary.encoders.Preparation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime alone, its inputs prepared before the clock starts. Arguments: home, cache, the model's name.
 *
 * <ul>
 *   <li>{@code warm SETTING SECONDS} opens the session and makes calls for at most that long.
 *   <li>{@code round SETTING SECONDS} runs whole passes over the inputs for about that long and answers with inputs, wall
 *       nanoseconds and CPU nanoseconds of the process.
 *   <li>{@code parts SECONDS} answers with the CPU nanoseconds that one event costs to prepare (tokenize,
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
            case "warm" -> warm(RawSetting.parse(command.get(1)), Double.parseDouble(command.get(2)));
            case "parts" -> parts.measure(preparation, Double.parseDouble(command.get(1)));
            default -> Subject.super.answer(command);
        };
    }

    private String warm(RawSetting setting, double seconds) {
        passes(setting).runFor((long) (seconds * 1e9));
        return "";
    }

    private String round(RawSetting setting, double seconds) {
        Passes work = passes(setting);
        long cpu = ProcessUse.now().cpuNanos();
        long start = System.nanoTime();
        long passes = work.runWholeFor((long) (seconds * 1e9));
        long wall = System.nanoTime() - start;
        return passes * inputs.count() + " " + wall + " " + (ProcessUse.now().cpuNanos() - cpu);
    }

    private Passes passes(RawSetting setting) {
        RawModel session = sessions.computeIfAbsent(
                setting.threads() + ":" + setting.spinning(),
                key -> RawModel.load(model.bundle().modelFile(), setting.threads(), setting.spinning()));
        return new Passes(
                calls.computeIfAbsent(setting.grouping().toString(), key -> inputs.calls(setting.grouping())),
                session,
                setting.callers());
    }

    @Override
    public void close() {
        sessions.values().forEach(RawModel::close);
        preparation.close();
    }
}
