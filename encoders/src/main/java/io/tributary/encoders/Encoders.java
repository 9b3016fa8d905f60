package io.tributary.encoders;

import io.tributary.encoders.image.ImagePreparation;
import io.tributary.encoders.image.ProcessorPreparation;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.EmbeddingModel;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.SensorPreparation;
import io.tributary.encoders.text.TextPreparation;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import java.nio.file.Path;

/** Opens the encoder in a bundle folder. */
public final class Encoders {
    private Encoders() {}

    /**
     * Opens the encoder of a modality; the caller closes it.
     *
     * @throws InvalidBundleException in words, if the bundle is damaged, of another kind or fails its self-test
     */
    public static Encoder open(Modality modality) {
        Bundle bundle = Bundle.read(modality);
        if (bundle.kind() != modality.kind()) {
            throw new InvalidBundleException(
                    modality.encoder() + " encodes " + bundle.kind().lowerCase()
                            + ", expected " + modality.kind().lowerCase() + ", the kind of modality '" + modality.name()
                            + "'; correct 'kind' or 'encoder' in the pipeline file");
        }
        return open(bundle, modality.batching());
    }

    /** Opens the encoder in a folder, of whichever kind; the caller closes it. */
    public static Encoder open(Path folder) {
        Bundle bundle = Bundle.read(folder);
        return open(bundle, Batching.of(bundle.kind()));
    }

    private static Encoder open(Bundle bundle, Batching batching) {
        bundle.requireHash();
        EmbeddingModel model = EmbeddingModel.load(bundle, batching.threads());
        try {
            Preprocessing preprocessing = bundle.preprocessing();
            if (preprocessing instanceof Preprocessing.Text text) {
                return ModelEncoder.tested(model, TextPreparation.open(text), batching);
            }
            if (preprocessing instanceof Preprocessing.Image image) {
                return ModelEncoder.tested(model, new ImagePreparation(image), batching);
            }
            if (preprocessing instanceof Preprocessing.ProcessedImage image) {
                return ModelEncoder.tested(model, new ProcessorPreparation(image), batching);
            }
            return ModelEncoder.tested(model, new SensorPreparation((Preprocessing.Sensor) preprocessing), batching);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
