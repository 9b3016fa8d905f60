package io.tributary.encoders;

import io.tributary.schemas.ModelReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An encoder that batches under way may still use after another has taken its place. Freeing a model under a call that runs
 * would bring the process down, so it is closed when it was retired and the last user has left it. Safe for use by several
 * threads.
 */
final class RunningModel {
    private static final Logger LOG = LoggerFactory.getLogger(RunningModel.class);

    private final ModelReference reference;
    private final Encoder encoder;
    private final RecordEncoder records;
    private int users;
    private boolean retired;
    private boolean closed;

    /** @param encoder is closed by this */
    RunningModel(ModelReference reference, Encoder encoder, RecordEncoder records) {
        this.reference = reference;
        this.encoder = encoder;
        this.records = records;
    }

    ModelReference reference() {
        return reference;
    }

    RecordEncoder records() {
        return records;
    }

    /** Keeps it open until {@link #leave()}; false if it is closed already. */
    synchronized boolean enter() {
        if (closed) {
            return false;
        }
        users++;
        return true;
    }

    void leave() {
        synchronized (this) {
            users--;
        }
        closeIfUnused();
    }

    /** Runs {@code task}, or nothing if this is closed, as then nobody waits for it. */
    void during(Runnable task) {
        if (enter()) {
            try {
                task.run();
            } finally {
                leave();
            }
        }
    }

    /** Something else has taken its place. */
    void retire() {
        synchronized (this) {
            retired = true;
        }
        closeIfUnused();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** For when no call can be under way, whoever has not left. */
    void closeAtOnce() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        encoder.close();
    }

    private void closeIfUnused() {
        synchronized (this) {
            if (closed || !retired || users > 0) {
                return;
            }
            closed = true;
        }
        encoder.close();
        LOG.atInfo().addKeyValue("model", reference.model()).log("A model that was replaced is closed");
    }
}
