package io.tributary.app;

import io.tributary.encoders.swap.ModelTopic;
import io.tributary.schemas.Connection;
import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that change the models of running encoders. */
final class ModelSwapCommands {
    private ModelSwapCommands() {}

    /** What they have in common. */
    abstract static class OfCluster implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
        private Path file = Path.of("");

        @Mixin
        private SettingsOptions options = new SettingsOptions();

        Pipeline pipeline() {
            return PipelineFile.read(file);
        }

        Connection connection(Pipeline pipeline) throws InterruptedException {
            Settings settings = options.load();
            if (!settings.hasCluster()) {
                throw new UserException("kafka.bootstrap.servers is not set, expected host:port of a Kafka broker"
                        + " ('tributary run' without a cluster starts one on localhost:9092);"
                        + " set TRIBUTARY_KAFKA_BOOTSTRAP_SERVERS");
            }
            Connection connection = settings.connection();
            TopicCreation.from(settings).apply(connection, pipeline);
            return connection;
        }

        PrintWriter out() {
            if (spec == null) {
                throw new IllegalStateException("picocli sets the specification before it calls a command");
            }
            return spec.commandLine().getOut();
        }
    }

    /** How long to wait for the encoders. */
    static final class Patience {
        @Option(
                names = "--wait",
                paramLabel = "SECONDS",
                defaultValue = "60",
                description = "How long to wait for the encoders' answers. Default: ${DEFAULT-VALUE}.")
        private int seconds;

        int status(ModelTopic topic, String modality, long offset, PrintWriter out) throws InterruptedException {
            out.flush();
            return new ModelAnswers(topic, modality, out).await(offset, Duration.ofSeconds(seconds)) ? 0 : 1;
        }
    }

    @Command(
            name = "push",
            description = {
                "Gives the running encoders of a modality another model, without a gap.",
                "The model is tested here first; the encoders load and test it again beside the one that runs."
            },
            mixinStandardHelpOptions = true)
    static final class Push extends OfCluster {
        @Parameters(paramLabel = "MODALITY", description = "A modality of the pipeline.")
        private String name = "";

        @Parameters(paramLabel = "DIR", description = "The model's folder.")
        private Path folder = Path.of("");

        @Option(
                names = "--as",
                paramLabel = "DIR",
                description = "The folder as the encoders see it; default: as it is here.")
        private @Nullable String place;

        @Option(names = "--variant", paramLabel = "NAME", description = "float32, int8 or a file's name.")
        private @Nullable String variant;

        @Option(names = "--prompt", paramLabel = "NAME", description = "One of the model's own prompts.")
        private @Nullable String prompt;

        @Option(names = "--space", paramLabel = "NAME", description = "The space of the embeddings.")
        private @Nullable String space;

        @Mixin
        private Patience patience = new Patience();

        @Override
        public Integer call() throws InterruptedException {
            Pipeline pipeline = pipeline();
            Modality modality = ModelPush.modality(pipeline, name);
            var choice = new ModelPush.Choice(
                    Optional.ofNullable(variant), Optional.ofNullable(prompt), Optional.ofNullable(space));
            ModelPush push = ModelPush.of(modality, folder, choice, Optional.ofNullable(place));
            ModelReference reference = push.reference();
            out().printf(
                            "%s passed its self-test: %d numbers in the space %s, SHA-256 %.12s…%n",
                            reference.model(), push.dimension(), reference.space(), reference.sha256());
            new HeadsOfSpace(pipeline, name, reference.space(), push.dimension())
                    .lines()
                    .forEach(out()::println);
            var topic = new ModelTopic(connection(pipeline));
            long offset = topic.push(reference);
            out().println("Pushed " + reference.model() + " for " + name + " in " + reference.folder());
            return patience.status(topic, name, offset, out());
        }
    }

    @Command(
            name = "withdraw",
            description = "Gives the running encoders of a modality the pipeline file's model again.",
            mixinStandardHelpOptions = true)
    static final class Withdraw extends OfCluster {
        @Parameters(paramLabel = "MODALITY", description = "A modality of the pipeline.")
        private String name = "";

        @Mixin
        private Patience patience = new Patience();

        @Override
        public Integer call() throws InterruptedException {
            Pipeline pipeline = pipeline();
            Modality modality = ModelPush.modality(pipeline, name);
            var topic = new ModelTopic(connection(pipeline));
            long offset = topic.withdraw(name);
            out().println("Withdrew what was pushed for " + name + "; the pipeline file has " + modality.encoder());
            return patience.status(topic, name, offset, out());
        }
    }

    @Command(
            name = "status",
            description = "Says which models were pushed, and what each encoder says of its own.",
            mixinStandardHelpOptions = true)
    static final class Status extends OfCluster {
        @Override
        public Integer call() throws InterruptedException {
            Pipeline pipeline = pipeline();
            var table = new ModelTopic(connection(pipeline)).read();
            boolean refused = false;
            for (Modality modality : pipeline.modalities()) {
                String wanted = table.references().stream()
                        .filter(reference -> reference.modality().equals(modality.name()))
                        .findFirst()
                        .map(reference ->
                                reference.model() + " in " + reference.folder() + ", pushed at " + reference.at())
                        .orElse("the pipeline file's encoder in " + modality.encoder());
                out().println(modality.name() + ": " + wanted);
                for (ModelStatus status : table.statuses()) {
                    if (status.modality().equals(modality.name())) {
                        out().println("  " + ModelAnswers.line(status));
                        refused |= status.state() == ModelStatus.State.REFUSED;
                    }
                }
            }
            out().flush();
            return refused ? 1 : 0;
        }
    }
}
