package io.tributary.bench.alignment;

import io.tributary.bench.subject.Subject;
import io.tributary.bench.subject.SubjectProcess;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The main class of the contestants that run with the program's own class path. */
public final class AlignmentProcess {
    private AlignmentProcess() {}

    /** @param arguments {@code ours}, {@code outer-join}, {@code cogroup} or {@code reader}, then what it needs */
    public static void main(String[] arguments) throws IOException {
        SubjectProcess.run(() -> open(Arrays.asList(arguments)));
    }

    private static Subject open(List<String> arguments) {
        List<String> own = arguments.subList(1, arguments.size());
        return switch (arguments.get(0)) {
            case "ours" -> OursSubject.start(own);
            case "reader" -> ReaderSubject.open(own);
            default -> PeerSubject.start(arguments);
        };
    }
}
