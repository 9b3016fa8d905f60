package io.tributary.bench;

import io.tributary.bench.alignment.AlignmentProcess;
import io.tributary.bench.alignment.AlignmentRounds;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Workload;
import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.graph.MeanHeadGraph;
import io.tributary.bench.kafka.Load;
import io.tributary.bench.subject.Waiting;
import io.tributary.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Starts what reads an embeddings topic and writes a decisions topic, for one workload. */
final class AlignmentContestants {
    private static final Duration SHARED = Duration.ofMinutes(2);
    private static final ChildJvm.Program OWN =
            new ChildJvm.Program(System.getProperty("java.class.path"), AlignmentProcess.class.getName(), List.of());

    private final Laboratory laboratory;
    private final Workload workload;
    private final double seconds;
    private final List<String> topics = new ArrayList<>();

    /** @param seconds of a round */
    AlignmentContestants(Laboratory laboratory, Workload workload, double seconds) {
        this.laboratory = laboratory;
        this.workload = workload;
        this.seconds = seconds;
    }

    AlignmentRounds start(Variant variant) {
        return start(variant, 1);
    }

    /**
     * @param instances processes that share the partitions, which only ours can
     * @throws IllegalStateException if they have not as many each in the end
     */
    AlignmentRounds start(Variant variant, int instances) {
        Topics own = createTopics(variant);
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int instance = 0; instance < instances; instance++) {
                children.add(process(variant, own, instance));
            }
            if (instances > 1) {
                String share = Integer.toString(Load.PARTITIONS / instances);
                Waiting.until(SHARED, () -> children.stream()
                        .allMatch(child -> child.ask("tasks").equals(share)));
            }
            return new AlignmentRounds(children, laboratory.load(), own, workload, seconds);
        } catch (RuntimeException e) {
            children.forEach(ChildJvm::close);
            throw e;
        }
    }

    /** Topics that are a contestant's own. */
    Topics createTopics(Variant variant) {
        var own = new Topics(laboratory.newPrefix(variant.engine().key()));
        List<String> names = List.of(own.embeddings(), own.decisions(), own.late(), own.deadLetters());
        laboratory.load().create(names);
        topics.addAll(names);
        return own;
    }

    /** Starts a process; the caller closes it. */
    ChildJvm process(Variant variant, Topics own, int instance) {
        return laboratory.start(own.prefix() + "-" + instance, program(variant), arguments(variant, own, instance));
    }

    /** Starts a process that can read the changelogs of a contestant; the caller closes it. */
    ChildJvm reader(Topics own) {
        return laboratory.start(own.prefix() + "-reader", OWN, List.of("reader", laboratory.servers(), own.prefix()));
    }

    /** Where a process keeps its state. */
    Path state(Topics own, int instance) {
        return laboratory.folder().resolve(own.prefix() + "-state-" + instance);
    }

    private static ChildJvm.Program program(Variant variant) {
        return variant.engine() == Variant.Engine.FLINK ? FlinkProgram.find() : OWN;
    }

    private List<String> arguments(Variant variant, Topics own, int instance) {
        Path state = state(own, instance);
        if (variant.engine() == Variant.Engine.OURS) {
            return List.of(
                    variant.engine().key(),
                    laboratory.servers(),
                    own.prefix(),
                    pipeline(own.prefix()).toString(),
                    state.toString(),
                    variant.guarantee(),
                    variant.store(),
                    Integer.toString(instance));
        }
        return List.of(
                variant.engine().key(),
                laboratory.servers(),
                own.prefix(),
                state.toString(),
                variant.guarantee(),
                variant.store(),
                Integer.toString(workload.modalities()),
                Long.toString(workload.window().toMillis()),
                Long.toString(workload.grace().toMillis()));
    }

    private Path pipeline(String prefix) {
        List<String> modalities = workload.modalityNames();
        var text = new StringBuilder("name: bench\nmodalities:\n");
        modalities.forEach(modality -> text.append("  " + modality + ": { kind: sensor, encoder: none }\n"));
        // Of several readings the latest counts, so a window is not over when each modality has one.
        String complete = workload.readings() == 1 ? String.join(", ", modalities) : "";
        text.append(
                """
                alignment: { window: %s, grace: %s, max-wait: PT1H, idle-after: PT1H, match: latest, complete: [%s], \
                max-open: 10000000 }
                tasks:
                  presence: { head: "%s" }
                """
                        .formatted(workload.window(), workload.grace(), complete, head(prefix)));
        return write(laboratory.folder().resolve(prefix + ".yaml"), text.toString());
    }

    private Path head(String prefix) {
        Path folder = laboratory.folder().resolve(prefix + "-head");
        byte[] model = new MeanHeadGraph(workload.modalityNames(), workload.dimension()).float32();
        var manifest = new StringBuilder(
                "name: mean\nversion: 1\ntask: presence\nfusion: early\n" + "classes: [high, low]\nmodalities:\n");
        workload.modalityNames()
                .forEach(modality -> manifest.append(
                        "  %s: { dimension: %d, space: %s-1 }%n".formatted(modality, workload.dimension(), modality)));
        manifest.append("model: model.onnx\nsha256: " + sha256(model) + "\n");
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("model.onnx"), model);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written", e);
        }
        write(folder.resolve("head.yaml"), manifest.toString());
        return folder;
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Deletes the topics, when what uses them is closed. */
    void deleteTopics() {
        laboratory.load().delete(topics);
    }
}
