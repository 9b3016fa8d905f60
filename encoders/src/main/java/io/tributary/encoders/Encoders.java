package io.tributary.encoders;

import io.tributary.encoders.image.ImagePreparation;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.EmbeddingModel;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.SensorPreparation;
import io.tributary.encoders.text.TextPreparation;
import io.tributary.schemas.pipeline.Modality;
import java.nio.file.Path;

/** Opens the encoder in a bundle folder. */
public final class Encoders {
    /** One, because encoders of several modalities share the machine; more instances scale better than more threads. */
    private static final int THREADS = 1;

    private Encoders() {}

    /**
     * Opens the encoder of a modality; the caller closes it.
     *
     * @throws InvalidBundleException in words, if the bundle is damaged, of another kind or fails its self-test
     */
    public static Encoder open(Modality modality) {
        Bundle bundle = Bundle.read(modality.encoder());
        if (bundle.kind() != modality.kind()) {
            throw new InvalidBundleException(
                    modality.encoder() + " encodes " + bundle.kind().lowerCase()
                            + ", expected " + modality.kind().lowerCase() + ", the kind of modality '" + modality.name()
                            + "'; correct 'kind' or 'encoder' in the pipeline file");
        }
        return open(bundle);
    }

    /** Opens the encoder in a folder, of whichever kind; the caller closes it. */
    public static Encoder open(Path folder) {
        return open(Bundle.read(folder));
    }

    private static Encoder open(Bundle bundle) {
        bundle.requireHash();
        EmbeddingModel model = EmbeddingModel.load(bundle, THREADS);
        try {
            Preprocessing preprocessing = bundle.preprocessing();
            if (preprocessing instanceof Preprocessing.Text text) {
                return ModelEncoder.tested(model, TextPreparation.open(text));
            }
            if (preprocessing instanceof Preprocessing.Image image) {
                return ModelEncoder.tested(model, new ImagePreparation(image));
            }
            return ModelEncoder.tested(model, new SensorPreparation((Preprocessing.Sensor) preprocessing));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }
}
