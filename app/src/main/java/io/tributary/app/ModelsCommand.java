package io.tributary.app;

import io.tributary.encoders.ModelTrial;
import io.tributary.encoders.ModelTrialReport;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.HuggingFaceFolder;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.ModelChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "models",
        description = "Tries an encoder's model, lists those that come with Tributary, or changes one that runs.",
        mixinStandardHelpOptions = true,
        subcommands = {ModelSwapCommands.Push.class, ModelSwapCommands.Withdraw.class, ModelSwapCommands.Status.class},
        synopsisSubcommandLabel = "(test | list | push | withdraw | status)")
final class ModelsCommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "test",
            description = {
                "Loads a model's folder, from Hugging Face or with a bundle.yaml, runs it on samples",
                "and says what it takes, what it answers, how fast, and what is wrong with it."
            },
            mixinStandardHelpOptions = true)
    int test(
            @Parameters(paramLabel = "DIR", description = "The model's folder.") Path folder,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            description = "text, image or sensor; default: all it encodes.")
                    @Nullable
                    String kind,
            @Option(
                            names = "--samples",
                            paramLabel = "FILE",
                            description = {
                                "Texts: a file with one a line. Images: a JPEG or PNG, or a folder of them.",
                                "Readings: a CSV file with the channels' names in its first line. Default: built-in."
                            })
                    @Nullable
                    Path samples,
            @Option(names = "--variant", paramLabel = "NAME", description = "float32, int8 or a file's name.") @Nullable
                    String variant,
            @Option(names = "--prompt", paramLabel = "NAME", description = "One of the model's own prompts.") @Nullable
                    String prompt,
            @Option(names = "--reduced", description = "Decodes large JPEG images at a fraction of their size.")
                    boolean reduced,
            @Option(
                            names = "--sequence",
                            paramLabel = "N",
                            description = "Reads at most so many tokens or regions beside the vector.")
                    int sequence) {
        var choice = new ModelChoice(
                variant == null ? ModelChoice.FLOAT32 : variant,
                Optional.ofNullable(prompt),
                Optional.empty(),
                reduced,
                sequence);
        try {
            boolean usable = true;
            for (Kind one : kinds(folder, choice, Optional.ofNullable(kind))) {
                List<Payload> payloads = samples == null ? List.of() : SampleFile.read(samples, one);
                ModelTrial trial = ModelTrial.of(folder, one, choice, payloads);
                ModelTrialReport.lines(trial).forEach(out()::println);
                usable &= trial.problems().isEmpty();
            }
            return usable ? 0 : 1;
        } catch (InvalidBundleException e) {
            throw new UserException(String.valueOf(e.getMessage()));
        }
    }

    private static Set<Kind> kinds(Path folder, ModelChoice choice, Optional<String> given) {
        Set<Kind> kinds = Bundle.isFromHub(folder)
                ? HuggingFaceFolder.open(folder, choice).kinds()
                : Set.of(Bundle.read(folder).kind());
        if (given.isEmpty()) {
            return kinds;
        }
        Kind wanted = Kind.named(given.get());
        if (!kinds.contains(wanted)) {
            throw new UserException(folder + " encodes "
                    + String.join(", ", kinds.stream().map(Kind::lowerCase).toList()) + ", expected "
                    + wanted.lowerCase() + " as --kind says; leave --kind out.");
        }
        return Set.of(wanted);
    }

    @Command(
            name = "list",
            description = "Lists the encoders that come with Tributary.",
            mixinStandardHelpOptions = true)
    int list() throws IOException {
        Path folder = Home.folder().resolve("models/encoders");
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path one : folders.filter(Files::isDirectory).sorted().toList()) {
                Bundle bundle = Bundle.read(one);
                out().printf(
                                "%-20s %-6s %4d numbers  space %-22s %s%n",
                                bundle.model(),
                                bundle.kind().lowerCase(),
                                bundle.dimension(),
                                bundle.space(),
                                Home.folder().relativize(one));
            }
        }
        out().flush();
        return 0;
    }

    private PrintWriter out() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the specification before it calls a command");
        }
        return spec.commandLine().getOut();
    }
}
