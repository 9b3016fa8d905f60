package io.tributary.bench.subject;

import ai.djl.MalformedModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One DJL prediction a record, Avro in and Avro out, as DJL's guide to several threads has it: one model, a {@code
 * Predictor} of its own for each thread.
 */
final class RecordPredictor implements AutoCloseable {
    private final Bundle bundle;
    private final ZooModel<Payload, float[]> model;
    private final Queue<Predictor<Payload, float[]>> opened = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Predictor<Payload, float[]>> predictors;
    private final ObservationCodec observations = new ObservationCodec(WireFormat.singleObject());
    private final EmbeddingCodec embeddings = new EmbeddingCodec(WireFormat.singleObject());

    private RecordPredictor(Bundle bundle, ZooModel<Payload, float[]> model) {
        this.bundle = bundle;
        this.model = model;
        this.predictors = ThreadLocal.withInitial(() -> {
            Predictor<Payload, float[]> predictor = model.newPredictor();
            opened.add(predictor);
            return predictor;
        });
    }

    /** @param oneThread one thread within an operation, as DJL recommends for several predictors, or what ONNX Runtime chooses */
    static RecordPredictor load(Bundle bundle, boolean oneThread) {
        OnnxRuntime.initialise();
        var criteria = Criteria.builder()
                .setTypes(Payload.class, float[].class)
                .optModelPath(bundle.folder())
                .optModelName("model")
                .optEngine("OnnxRuntime")
                .optTranslator(PayloadTranslator.of(bundle));
        if (oneThread) {
            criteria.optOption("intraOpNumThreads", "1").optOption("interOpNumThreads", "1");
        }
        try {
            return new RecordPredictor(bundle, criteria.build().loadModel());
        } catch (IOException | ModelNotFoundException | MalformedModelException e) {
            throw new IllegalStateException(bundle.modelFile() + " cannot be loaded by DJL: " + e.getMessage(), e);
        }
    }

    byte[] predict(byte[] value) {
        try {
            Observation observation = observations.decode(value);
            float[] vector = predictors.get().predict(observation.payload());
            return embeddings.encode(
                    "bench.embeddings",
                    new Embedding(
                            observation.id(),
                            observation.entity(),
                            observation.modality(),
                            observation.at(),
                            FloatVector.of(vector),
                            bundle.model(),
                            bundle.sha256(),
                            bundle.space(),
                            false,
                            1f,
                            new SourceOffset("bench.bench", 0, 0),
                            observation.at(),
                            observation.traceparent()));
        } catch (RefusedException | TranslateException e) {
            throw new IllegalStateException("a record of the benchmark was not predicted: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        opened.forEach(Predictor::close);
        model.close();
    }
}
