package io.tributary.bench.flink;

import io.tributary.bench.subject.SubjectProcess;
import java.io.IOException;
import java.util.Arrays;

/** The main class of the contestant. */
public final class FlinkProcess {
    private FlinkProcess() {}

    /** @param arguments {@code flink}, then what {@link FlinkSubject} needs */
    public static void main(String[] arguments) throws IOException {
        SubjectProcess.run(() -> FlinkSubject.start(Arrays.asList(arguments).subList(1, arguments.length)));
    }
}
