package io.tributary.encoders.model;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A bundle's ONNX graph, run by DJL's ONNX Runtime engine: named tensors in, float32 {@code [batch, dimension]} out.
 *
 * <p>Safe for use by several threads, which share one session and one copy of the weights. Inputs are packed by the caller,
 * because the engine has no array operations and so none of DJL's batchifiers. Everything native that a call creates dies
 * with the call.
 */
public final class EmbeddingModel implements AutoCloseable {
    private final Bundle bundle;
    private final Model model;

    /** A predictor serves one thread at a time, so each call takes one; there are as many as were ever needed at once. */
    private final Queue<Predictor<NDList, NDList>> idle = new ConcurrentLinkedQueue<>();

    private EmbeddingModel(Bundle bundle, Model model) {
        this.bundle = bundle;
        this.model = model;
    }

    /**
     * Loads the bundle's graph.
     *
     * @param threads of ONNX Runtime for one operation; 1 lets several encoders share a machine without contention
     * @throws InvalidBundleException if the graph is not what the bundle's kind needs
     */
    public static EmbeddingModel load(Bundle bundle, int threads) {
        OnnxRuntime.initialise();
        Model model = Model.newInstance(bundle.name(), "OnnxRuntime");
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // What a graph says against one input goes into that input's refusal, not to standard error.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            // A waiting thread must not spin: the cores are shared with Kafka and the other encoders.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            bundle.requireGraph();
            model.load(folder(bundle), bundle.modelFile().getFileName().toString(), Map.of("sessionOptions", options));
            return new EmbeddingModel(bundle, model);
        } catch (OrtException | IOException | MalformedModelException e) {
            model.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new InvalidBundleException(
                    bundle.modelFile() + " cannot be loaded by ONNX Runtime " + OnnxRuntime.version()
                            + ", expected an ONNX graph without external data: " + cause.getMessage(),
                    e);
        } catch (InvalidBundleException e) {
            model.close();
            throw e;
        }
    }

    private static Path folder(Bundle bundle) {
        return Optional.ofNullable(bundle.modelFile().getParent()).orElseThrow();
    }

    public Bundle bundle() {
        return bundle;
    }

    /**
     * Runs one batch.
     *
     * @return one a row of the batch
     * @throws InferenceException naming the model and the input's shapes; the model remains usable
     */
    public List<Embedded> embed(List<ModelInput> inputs) {
        int rows = (int) inputs.get(0).shape()[0];
        Predictor<NDList, NDList> predictor = predictor();
        try (NDManager manager = model.getNDManager().newSubManager()) {
            NDList tensors = new NDList();
            bundle.preprocessing().fitted(inputs).forEach(input -> tensors.add(tensor(manager, input)));
            try (NDList outputs = predictor.predict(tensors)) {
                return rows(outputs, inputs, rows);
            }
        } catch (TranslateException | RuntimeException e) {
            throw new InferenceException(bundle.model() + " failed on " + describe(inputs) + ": " + rootMessage(e), e);
        } finally {
            idle.add(predictor);
        }
    }

    private Predictor<NDList, NDList> predictor() {
        Predictor<NDList, NDList> free = idle.poll();
        return free == null ? model.newPredictor(new NoopTranslator()) : free;
    }

    private static NDArray tensor(NDManager manager, ModelInput input) {
        Shape shape = new Shape(input.shape());
        NDArray tensor = input instanceof ModelInput.Floats floats
                ? manager.create(floats.values(), shape, DataType.FLOAT32)
                : manager.create(((ModelInput.Longs) input).values(), shape, DataType.INT64);
        tensor.setName(input.name());
        return tensor;
    }

    private List<Embedded> rows(NDList outputs, List<ModelInput> inputs, int rows) {
        NDArray output = outputs.get(bundle.readout().position());
        long[] shape = output.getShape().getShape();
        if (output.getDataType() != DataType.FLOAT32) {
            throw new IllegalStateException(
                    "it answered " + output.getDataType() + Arrays.toString(shape) + ", expected float32");
        }
        FloatBuffer values =
                output.toByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
        return bundle.readout().read(values, shape, inputs, rows, bundle.dimension());
    }

    private static String describe(List<ModelInput> inputs) {
        return String.join(
                ", ",
                inputs.stream()
                        .map(input -> input.name() + Arrays.toString(input.shape()))
                        .toList());
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        for (Throwable cause = e.getCause(); cause != null && cause != root; cause = cause.getCause()) {
            root = cause;
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public void close() {
        idle.forEach(Predictor::close);
        model.close();
    }
}
