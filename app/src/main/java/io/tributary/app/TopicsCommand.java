package io.tributary.app;

import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "topics",
        description = "Prints or creates the topics of a pipeline.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(print | apply)")
final class TopicsCommand {
    @Command(
            name = "print",
            description = "Prints the topics that the pipeline needs.",
            mixinStandardHelpOptions = true)
    int print(
            @Option(names = "--pipeline", required = true, paramLabel = "FILE") Path file,
            @Mixin SettingsOptions options) {
        Settings settings = options.load();
        Pipeline pipeline = PipelineFile.read(file);
        Connection connection = settings.connectionTo("unused:1");
        TopicCreation.from(settings)
                .topics(connection, pipeline)
                .forEach(topic -> System.out.printf(
                        "%s partitions=%d replication=%d %s%n",
                        topic.name(), topic.numPartitions(), topic.replicationFactor(), topic.configs()));
        return 0;
    }

    @Command(name = "apply", description = "Creates the topics that do not exist yet.", mixinStandardHelpOptions = true)
    int apply(
            @Option(names = "--pipeline", required = true, paramLabel = "FILE") Path file,
            @Mixin SettingsOptions options)
            throws InterruptedException {
        Settings settings = options.load();
        Pipeline pipeline = PipelineFile.read(file);
        TopicCreation.from(settings).apply(settings.connection(), pipeline);
        System.out.println("The topics of " + pipeline.name() + " exist.");
        return 0;
    }
}
