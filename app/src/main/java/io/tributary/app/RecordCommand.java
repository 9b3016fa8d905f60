package io.tributary.app;

import io.tributary.ingest.plant.PlantRecording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "record",
        description = "Writes a recording.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(plant)")
final class RecordCommand {
    @Command(
            name = "plant",
            description = "Writes a recording of machines that run, drift and fail; the same seed writes the same.",
            mixinStandardHelpOptions = true)
    int plant(
            @Option(names = "--machines", defaultValue = "12", description = "Default: ${DEFAULT-VALUE}.") int machines,
            @Option(names = "--minutes", defaultValue = "10", description = "Default: ${DEFAULT-VALUE}.") int minutes,
            @Option(names = "--seed", defaultValue = "7", description = "Default: ${DEFAULT-VALUE}.") long seed,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write.") Path out)
            throws IOException {
        if (machines < 1 || minutes < 1) {
            throw new UserException(
                    "--machines is " + machines + " and --minutes is " + minutes + ", expected at least 1 of each");
        }
        PlantRecording.write(out, machines, Duration.ofMinutes(minutes), seed);
        System.out.println("Wrote " + out);
        return 0;
    }
}
