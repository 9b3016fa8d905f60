package io.tributary.fusion;

import io.tributary.fusion.align.Aligned;
import io.tributary.fusion.align.Aligner;
import io.tributary.fusion.align.Allowance;
import io.tributary.fusion.align.Late;
import io.tributary.fusion.align.UnsavedChanges;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Connection;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The edge of the {@link Aligner} of one partition: records in; closed moments, late records and dead letters out. */
final class AlignProcessor implements Processor<byte @Nullable [], byte @Nullable [], Object, Object> {
    static final String LATENESS = "tributary-lateness-ms";
    static final String LATE_REASON = "tributary-late-reason";
    /** How many of its windows it came too late for, such as 1/2. */
    static final String LATE_WINDOWS = "tributary-late-windows";

    /** How long complete windows wait at most to be decided together. */
    static final Duration TICK = Duration.ofMillis(5);

    /** A process has a few partitions. */
    private static final Allowance ALLOWANCE = new Allowance(
            64, 1_024, Math.min(64 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 32));

    private final boolean exactlyOnce;
    private final Pipeline pipeline;
    private final Heads heads;
    private final EmbeddingDoor door;
    private final FusionProgress progress;
    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable Aligner aligner;
    private @Nullable StreamsMomentStore store;
    private @Nullable UnsavedChanges changes;
    private CommitGroup group = new CommitGroup(true);
    private CommitPace pace = group.pace();
    private boolean worked;
    /** How many commits there were before it last worked; if there was another since, that is committed. */
    private int commitsBeforeWork;

    private int commitsSeen;
    private int mostOpenSinceCommit;
    private int openShown;
    private long incompleteShown;
    private long forgottenShown;
    private int mostOpenBeforeCommit;

    AlignProcessor(Connection connection, Pipeline pipeline, Heads heads, FusionProgress progress) {
        this.exactlyOnce = connection.exactlyOnce();
        this.pipeline = pipeline;
        this.heads = heads;
        this.door = new EmbeddingDoor(new EmbeddingCodec(connection.wire()), pipeline);
        this.progress = progress;
    }

    @Override
    public void init(ProcessorContext<Object, Object> given) {
        context = given;
        StreamsMomentStore moments = given.getStateStore(StreamsMomentStore.NAME);
        store = moments;
        UnsavedChanges unsaved = moments.changes(exactlyOnce);
        changes = unsaved;
        aligner = new Aligner(pipeline.modalityNames(), pipeline.alignment(), unsaved, now(), ALLOWANCE);
        moments.beforeSaving(aligner()::prepareCommit);
        group = progress.group(exactlyOnce);
        group.join(moments);
        moments.commitsWith(group);
        pace = group.pace();
        commitsSeen = pace.commits();
        mostOpenSinceCommit = aligner().openWindows();
        openShown = mostOpenSinceCommit;
        progress.partitionOpened(partition(), openShown);
        given.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, time -> tick(Instant.ofEpochMilli(time)));
    }

    @Override
    public void process(Record<byte @Nullable [], byte @Nullable []> record) {
        pace.works(Instant.ofEpochMilli(record.timestamp()), now());
        worked();
        try {
            if (Bound.isMeant(record.headers())) {
                Bound bound = door.readBound(record.key(), record.value(), record.headers());
                forward(aligner().bound(bound, Instant.ofEpochMilli(record.timestamp()), now()));
                showOpen();
            } else {
                align(record, door.read(record.key(), record.value()), record.value());
            }
        } catch (RefusedException e) {
            deadLetter(record, e.refusal());
        }
    }

    private void align(
            Record<byte @Nullable [], byte @Nullable []> record, Embedding embedding, byte @Nullable [] value) {
        byte[] encoded = value != null && WireFormat.isSingleObject(value) ? value : null;
        Aligned aligned = aligner().add(embedding, encoded, now());
        if (aligned.late().isPresent()) {
            late(record, aligned.late().get());
        } else {
            heads.wrongSpace(embedding).ifPresent(wrong -> deadLetter(record, wrong.refusal()));
        }
        forward(aligned.moments());
        showOpen();
    }

    private void tick(Instant now) {
        pace.resumes(now);
        mostOpenBeforeCommit = 0;
        forward(aligner().tick(now));
        if (progress.takeClosing(partition())) {
            forward(aligner().closeAll(now));
        }
        if (!changes().isEmpty()) {
            worked();
        }
        showOpen();
        if (hasUncommitted() && pace.isDue(now)) {
            pace.commit(now);
            context().commit();
        }
        if (pace.commits() != commitsSeen) {
            commitsSeen = pace.commits();
            mostOpenBeforeCommit = mostOpenSinceCommit;
            mostOpenSinceCommit = hasUncommitted() ? mostOpenSinceCommit : 0;
        }
    }

    private void worked() {
        Objects.requireNonNull(store, "not initialised").worked();
        worked = true;
        commitsBeforeWork = pace.commits();
    }

    private boolean hasUncommitted() {
        return worked && commitsBeforeWork == pace.commits();
    }

    /** Windows that have closed count as open until their decisions are committed. */
    private void showOpen() {
        mostOpenSinceCommit = Math.max(mostOpenSinceCommit, aligner().openWindows());
        int open = Math.max(mostOpenSinceCommit, mostOpenBeforeCommit);
        if (open != openShown) {
            progress.showOpen(partition(), open);
            openShown = open;
        }
        progress.incomplete.add(aligner().incomplete() - incompleteShown);
        incompleteShown = aligner().incomplete();
        progress.forgotten.add(aligner().forgotten() - forgottenShown);
        forgottenShown = aligner().forgotten();
    }

    private void forward(List<Moment> moments) {
        if (!moments.isEmpty()) {
            worked();
            long timestamp = moments.get(0).triggeredAt().toEpochMilli();
            context().forward(new Record<>("", moments, timestamp, new RecordHeaders()), FusionTopology.DECIDE);
        }
    }

    private void late(Record<byte @Nullable [], byte @Nullable []> record, Late late) {
        Headers headers = new RecordHeaders(record.headers().toArray());
        put(headers, LATENESS, Long.toString(late.lateness().toMillis()));
        put(headers, LATE_REASON, late.closedBy().name());
        put(headers, LATE_WINDOWS, late.missed() + "/" + late.windows());
        context().forward(copy(record, headers), FusionTopology.LATE);
        progress.late.increment();
    }

    private void deadLetter(Record<byte @Nullable [], byte @Nullable []> record, Refusal refusal) {
        SourceOffset source = context()
                .recordMetadata()
                .map(at -> new SourceOffset(at.topic(), at.partition(), at.offset()))
                .orElseThrow();
        Headers headers = new RecordHeaders(record.headers().toArray());
        new DeadLetter(FusionStage.NAME, refusal, source, record.key(), record.value()).writeHeaders(headers);
        context().forward(copy(record, headers), FusionTopology.DEAD_LETTERS);
        progress.deadLetters.increment();
    }

    private static Record<Object, Object> copy(Record<byte @Nullable [], byte @Nullable []> record, Headers headers) {
        return new Record<>(record.key(), record.value(), record.timestamp(), headers);
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private int partition() {
        return context().taskId().partition();
    }

    private ProcessorContext<Object, Object> context() {
        return Objects.requireNonNull(context, "not initialised");
    }

    private Aligner aligner() {
        return Objects.requireNonNull(aligner, "not initialised");
    }

    private UnsavedChanges changes() {
        return Objects.requireNonNull(changes, "not initialised");
    }

    @Override
    public void close() {
        if (store != null) {
            group.leave(store);
        }
        progress.partitionClosed(partition());
    }
}
