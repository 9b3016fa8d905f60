package io.tributary.bench;

import io.tributary.bench.child.ChildFailedException;
import io.tributary.bench.child.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Flink's contestant, whose class path is its own: it needs an older client of Kafka than the rest of the program. */
final class FlinkProgram {
    private static final Path RUNTIME = Path.of("bench", "flink", "target", "runtime");

    private FlinkProgram() {}

    /** Whether it has been built, which the launcher does before it measures alignment. */
    static boolean isBuilt() {
        return Files.isDirectory(folder());
    }

    private static Path folder() {
        return Home.folder().resolve(RUNTIME);
    }

    /** @throws ChildFailedException if it has not been built */
    static ChildJvm.Program find() {
        if (!isBuilt()) {
            throw new ChildFailedException("There is no " + folder()
                    + ", expected Flink and its contestant; build them with ./mvnw -Pflink -pl bench/flink -am"
                    + " -Dmaven.test.skip=true package");
        }
        return new ChildJvm.Program(
                folder() + "/*",
                "io.tributary.bench.flink.FlinkProcess",
                List.of("--add-opens=java.base/java.util=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED"));
    }
}
