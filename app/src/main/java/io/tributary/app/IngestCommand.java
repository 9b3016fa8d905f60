package io.tributary.app;

import io.tributary.ingest.JsonLinesSource;
import io.tributary.ingest.ObservationSender;
import io.tributary.ingest.RecordingReplay;
import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.recording.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "ingest",
        description = "Sends observations to the raw topics: JSON lines from standard input, or a recording.",
        mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
    @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(names = "--recording", paramLabel = "DIR", description = "A recording; default: JSON lines from stdin.")
    private @Nullable Path recording;

    @Option(
            names = "--speed",
            defaultValue = "1",
            paramLabel = "N|max",
            description = "Of a recording: event-time seconds a second, or max. Default: ${DEFAULT-VALUE}.")
    private String speed = "1";

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = options.load();
        if (!settings.hasCluster()) {
            throw new UserException("kafka.bootstrap.servers is not set, expected host:port of a Kafka broker;"
                    + " set TRIBUTARY_KAFKA_BOOTSTRAP_SERVERS");
        }
        Pipeline pipeline = PipelineFile.read(file);
        Connection connection = settings.connection();
        TopicCreation.from(settings).apply(connection, pipeline);
        try (var sender = new ObservationSender(connection, pipeline)) {
            return recording == null ? readStandardInput(sender) : replay(recording, sender);
        }
    }

    private int readStandardInput(ObservationSender sender) throws IOException {
        var summary = new JsonLinesSource("stdin", System.in)
                .sendAll(
                        sender,
                        (line, refusal) -> System.err.println("line " + line + ": " + refusal.cause() + " "
                                + refusal.field() + ": " + refusal.detail()));
        System.out.println("Sent " + summary.sent() + " observations, refused " + summary.refused());
        return summary.refused() == 0 ? 0 : 1;
    }

    private int replay(Path folder, ObservationSender sender) throws IOException, InterruptedException {
        try (Recording opened = Recording.open(folder)) {
            var summary = new RecordingReplay(opened, Speed.parse(speed)).replay(sender, count -> {});
            System.out.println("Sent " + summary.sent() + " observations, refused " + summary.refused());
            return 0;
        }
    }
}
