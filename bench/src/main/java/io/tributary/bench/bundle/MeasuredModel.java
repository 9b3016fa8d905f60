package io.tributary.bench.bundle;

import io.tributary.bench.load.Inputs;
import io.tributary.encoders.model.Bundle;

/**
 * A model with what it is given.
 *
 * @param role why it is measured
 */
public record MeasuredModel(String name, Bundle bundle, Inputs inputs, Role role) {
    /** Why a model is measured. */
    public enum Role {
        /** Of a well-known shape, so that figures mean something to others. */
        PUBLISHED_SHAPE,
        /** One of ours. */
        BUNDLED,
        /** Costs nothing itself, so what remains is the framework. */
        IDENTITY
    }
}
