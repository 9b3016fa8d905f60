package io.tributary.bench;

import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.measure.Contestant;
import io.tributary.bench.measure.Round;
import io.tributary.bench.raw.RawSetting;
import io.tributary.bench.subject.ProcessUse;

/** Rounds of ONNX Runtime alone in one setting; several settings may share the child, which is not closed with this. */
record RawRounds(ChildJvm child, RawSetting setting, double seconds) implements Contestant {
    @Override
    public void warmUp() {
        child.ask("warm " + setting.toLine() + " " + seconds);
    }

    @Override
    public Round round() {
        return Round.parse(child.ask("round " + setting.toLine() + " " + seconds));
    }

    @Override
    public ProcessUse use() {
        return child.use();
    }

    @Override
    public void close() {}
}
