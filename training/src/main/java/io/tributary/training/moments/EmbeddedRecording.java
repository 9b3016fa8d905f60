package io.tributary.training.moments;

import io.tributary.fusion.Moment;
import io.tributary.fusion.align.Aligned;
import io.tributary.fusion.align.Aligner;
import io.tributary.fusion.align.MemoryMomentStore;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.recording.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a pipeline makes of a recording, up to its moments.
 *
 * @param name the recording's own, with its folder's where it does not say that
 * @param moments in the order in which they closed
 * @param classes by task, as the recording says
 * @param refused observations that were refused, by cause
 * @param late embeddings that came after their window had closed
 */
public record EmbeddedRecording(
        String name,
        List<Moment> moments,
        List<Label> labels,
        Map<String, List<String>> classes,
        Map<Refusal.Cause, Long> refused,
        long late) {
    private static final int CHUNK = 512;
    private static final int PROGRESS = 5_000;
    /** No clock closes a window, and none falls silent: the same recording gives the same moments. */
    private static final Instant NO_CLOCK = Instant.EPOCH;

    public EmbeddedRecording {
        moments = List.copyOf(moments);
        labels = List.copyOf(labels);
        classes = Map.copyOf(classes);
        refused = Map.copyOf(refused);
    }

    public long refusedCount() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Runs the recording in {@code folder} through the pipeline.
     *
     * @param encoders of the pipeline
     * @param progress told in words how far it is
     * @throws io.tributary.schemas.recording.InvalidRecordingException if there is none, or a line of it is damaged
     */
    public static EmbeddedRecording of(Path folder, Pipeline pipeline, OpenEncoders encoders, Consumer<String> progress)
            throws InterruptedException {
        try (Recording recording = Recording.open(folder)) {
            String name = name(recording, folder);
            var run = new Run(pipeline, encoders, name, progress);
            recording.forEachObservation(run::take);
            run.finish();
            return new EmbeddedRecording(
                    name, run.moments, recording.labels(), recording.tasks(), run.refused, run.late);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be closed", e);
        }
    }

    /** With the folder's name where the recording's own does not end with it: several may be called the same. */
    private static String name(Recording recording, Path folder) {
        String last = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        return recording.name().endsWith(last) ? recording.name() : recording.name() + "/" + last;
    }

    /** One pass over a recording. */
    private static final class Run {
        private final Pipeline pipeline;
        private final EncodedChunk chunk;
        private final FrameCutters framing;
        private final Aligner aligner;
        private final String name;
        private final Consumer<String> progress;
        private final List<Moment> moments = new ArrayList<>();
        private final Map<Refusal.Cause, Long> refused = new EnumMap<>(Refusal.Cause.class);
        private long late;
        private long taken;

        Run(Pipeline pipeline, OpenEncoders encoders, String name, Consumer<String> progress) {
            this.pipeline = pipeline;
            this.chunk = new EncodedChunk(encoders, CHUNK);
            this.framing = new FrameCutters(pipeline);
            this.aligner =
                    new Aligner(pipeline.modalityNames(), pipeline.alignment(), new MemoryMomentStore(), NO_CLOCK);
            this.name = name;
            this.progress = progress;
        }

        void take(Observation observation) {
            Optional<Modality> modality = pipeline.modality(observation.modality());
            boolean wrong = modality.isEmpty()
                    || modality.get().kind() != observation.payload().kind()
                    || !Aligner.accepts(observation.at());
            if (wrong) {
                count(Refusal.Cause.WRONG_MODALITY);
            } else {
                framing.cut(observation, chunk::add, refusal -> count(refusal.cause()));
            }
            if (chunk.isFull()) {
                drain();
            }
            if (++taken % PROGRESS == 0) {
                progress.accept(name + ": " + taken + " observations");
            }
        }

        void finish() {
            framing.finish(chunk::add);
            drain();
            moments.addAll(aligner.closeAll(NO_CLOCK));
            progress.accept("%s: %d observations, %d refused, %d late, %d moments"
                    .formatted(
                            name,
                            taken,
                            refused.values().stream().mapToLong(Long::longValue).sum(),
                            late,
                            moments.size()));
        }

        private void drain() {
            chunk.drain(this::align, rejected -> count(rejected.refusal().cause()));
        }

        private void align(Embedding embedding) {
            Aligned aligned = aligner.add(embedding, NO_CLOCK);
            moments.addAll(aligned.moments());
            late += aligned.late().isPresent() ? 1 : 0;
        }

        private void count(Refusal.Cause cause) {
            refused.merge(cause, 1L, Long::sum);
        }
    }
}
