package io.tributary.training.moments;

import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.util.LinkedHashMap;
import java.util.Map;

/** The encoders of a pipeline by modality, opened once for any number of recordings. Closes them. */
public final class OpenEncoders implements AutoCloseable {
    private final Map<String, Encoder> byModality;

    private OpenEncoders(Map<String, Encoder> byModality) {
        this.byModality = byModality;
    }

    /** @throws io.tributary.encoders.model.InvalidBundleException if a bundle is missing, damaged or of another kind */
    public static OpenEncoders of(Pipeline pipeline) {
        var encoders = new OpenEncoders(new LinkedHashMap<>());
        try {
            for (Modality modality : pipeline.modalities()) {
                encoders.byModality.put(modality.name(), Encoders.open(modality));
            }
            return encoders;
        } catch (RuntimeException e) {
            encoders.close();
            throw e;
        }
    }

    /** @throws IllegalArgumentException if the pipeline has no such modality */
    public Encoder of(String modality) {
        Encoder encoder = byModality.get(modality);
        if (encoder == null) {
            throw new IllegalArgumentException(
                    "no encoder of " + modality + ", expected one of " + byModality.keySet());
        }
        return encoder;
    }

    @Override
    public void close() {
        byModality.values().forEach(Encoder::close);
    }
}
