package io.tributary.encoders;

import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.swap.ModelUser;
import io.tributary.schemas.Connection;
import io.tributary.schemas.ModelReference;
import io.tributary.schemas.pipeline.Modality;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model of a stage. A batch takes it when it starts and keeps it, so that a batch is of one model and batches under way
 * end with the one that they began with. Safe for use by several threads.
 */
final class ModelSwitch implements ModelUser, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelSwitch.class);

    private final Connection connection;
    private final Modality modality;
    private final String stage;
    private final List<RunningModel> open = new ArrayList<>();
    private @Nullable RunningModel current;
    private boolean closed;

    ModelSwitch(Connection connection, Modality modality, String stage) {
        this.connection = connection;
        this.modality = modality;
        this.stage = stage;
    }

    @Override
    public void use(Optional<ModelReference> wanted) {
        Modality chosen = wanted.map(reference -> modality.with(Path.of(reference.folder()), reference.choice()))
                .orElse(modality);
        Encoder encoder = Encoders.open(chosen);
        try {
            wanted.ifPresent(reference -> requireSame(reference, encoder));
            encoder.warm();
        } catch (RuntimeException e) {
            encoder.close();
            throw e;
        }
        LOG.atInfo()
                .addKeyValue("stage", stage)
                .addKeyValue("model", encoder.modelName())
                .addKeyValue("space", encoder.space())
                .log("The encoder passed its self-test");
        switchTo(encoder, chosen);
    }

    private static void requireSame(ModelReference reference, Encoder encoder) {
        String found = describe(encoder.modelName(), encoder.space(), encoder.modelHash());
        String wanted = describe(reference.model(), reference.space(), reference.sha256());
        if (!found.equals(wanted)) {
            throw new InvalidBundleException(reference.folder() + " has " + found + ", expected " + wanted
                    + " as it was pushed; bring the folder up to date where this encoder runs, or push it again");
        }
    }

    private static String describe(String model, String space, String hash) {
        return model + " of the space " + space + " with the SHA-256 " + hash;
    }

    /** @param encoder is closed by this, at once if this is closed */
    void switchTo(Encoder encoder, Modality chosen) {
        var reference = new ModelReference(
                modality.name(),
                chosen.encoder().toString(),
                chosen.model(),
                encoder.modelName(),
                encoder.modelHash(),
                encoder.space(),
                Instant.now());
        var next = new RunningModel(reference, encoder, new RecordEncoder(connection, modality, stage, encoder));
        RunningModel last;
        synchronized (this) {
            if (closed) {
                encoder.close();
                return;
            }
            last = current;
            current = next;
            open.removeIf(RunningModel::isClosed);
            open.add(next);
        }
        if (last != null) {
            last.retire();
        }
    }

    /** The model for a batch; the caller {@linkplain RunningModel#leave leaves} it. */
    synchronized RunningModel take() {
        if (current == null || !current.enter()) {
            throw new IllegalStateException("the stage has no model");
        }
        return current;
    }

    @Override
    public synchronized ModelReference running() {
        if (current == null) {
            throw new IllegalStateException("the stage has no model yet");
        }
        return current.reference();
    }

    /** Frees all models; to be called when no batch is under way. */
    @Override
    public void close() {
        List<RunningModel> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open);
        }
        all.forEach(RunningModel::closeAtOnce);
    }
}
