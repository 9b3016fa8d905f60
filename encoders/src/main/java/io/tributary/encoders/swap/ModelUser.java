package io.tributary.encoders.swap;

import io.tributary.schemas.ModelReference;
import java.util.Optional;

/** One whose model can be changed while it works. */
public interface ModelUser {
    /**
     * Loads, tests and warms a model, then goes over to it.
     *
     * @param wanted empty for the pipeline file's encoder
     * @throws RuntimeException in words, if it cannot be used; what ran before goes on as if nothing had happened
     */
    void use(Optional<ModelReference> wanted);

    /** What runs; not to be asked before something does. */
    ModelReference running();
}
