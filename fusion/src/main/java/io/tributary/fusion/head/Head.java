package io.tributary.fusion.head;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tributary.schemas.FloatVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One fusion model, loaded and tried.
 *
 * <p>Safe for use by several threads; each has its own direct buffers, which grow to its largest batch and live with the
 * thread. Owns the native session until {@link #close()}.
 */
final class Head implements AutoCloseable {
    private static final float TOLERANCE = 1e-3f;
    private static final int MOST_ROWS = 256;
    /** Numbers of the largest batch, 16 MB: rows with sequences are long, and a thread keeps its buffers. */
    private static final int MOST_VALUES = 4 << 20;

    private final HeadManifest manifest;
    private final OrtEnvironment environment;
    private final OrtSession session;
    /** By input, whether its sequence may be shorter than the longest; looked up once, as each look is a native call. */
    private final boolean[] open;

    private final ThreadLocal<Map<String, FloatBuffer>> buffers = ThreadLocal.withInitial(HashMap::new);

    private Head(HeadManifest manifest, OrtEnvironment environment, OrtSession session) throws OrtException {
        this.manifest = manifest;
        this.environment = environment;
        this.session = session;
        this.open = new boolean[manifest.inputs().size()];
        for (int i = 0; i < open.length; i++) {
            open[i] = HeadTensors.isOpen(manifest.inputs().get(i), session);
        }
    }

    /**
     * Loads a bundle's folder, and tries the model.
     *
     * @throws InvalidHeadException if the bundle cannot be used, in words
     */
    static Head load(Path folder) {
        HeadManifest manifest = HeadManifest.read(folder);
        byte[] model = manifest.readModel();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            Head head = new Head(manifest, environment, environment.createSession(model, options));
            head.check();
            return head;
        } catch (OrtException e) {
            throw new InvalidHeadException(manifest.model() + " is no model that runs here: " + e.getMessage(), e);
        }
    }

    HeadManifest manifest() {
        return manifest;
    }

    /** Rows that one batch should not have many more of. */
    int mostRows() {
        long values = manifest.inputs().stream()
                .mapToLong(input -> (long) Math.max(1, input.sequence()) * input.dimension())
                .sum();
        return (int) Math.max(1, Math.min(MOST_ROWS, MOST_VALUES / values));
    }

    /**
     * Runs one batch.
     *
     * @throws IllegalStateException if the runtime fails
     */
    Answers run(List<Row> rows) {
        try {
            return runModel(rows);
        } catch (OrtException e) {
            throw new IllegalStateException(
                    "head " + manifest.id() + " failed on a batch of " + rows.size() + ": " + e.getMessage(), e);
        }
    }

    private Answers runModel(List<Row> rows) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            for (int i = 0; i < manifest.inputs().size(); i++) {
                HeadManifest.Input input = manifest.inputs().get(i);
                if (input.takesSequence()) {
                    int positions = positions(rows, i);
                    FloatBuffer sequences = embeddings(rows, i, positions);
                    inputs.put(input.tensor(), tensor(sequences, rows.size(), positions, input.dimension()));
                    inputs.put(input.maskTensor(), tensor(positionMask(rows, i, positions), rows.size(), positions));
                } else {
                    inputs.put(input.tensor(), tensor(embeddings(rows, i, 1), rows.size(), input.dimension()));
                }
            }
            int modalities = manifest.inputs().size();
            inputs.put(HeadTensors.MASK, tensor(mask(rows), rows.size(), modalities));
            try (OrtSession.Result result = session.run(inputs)) {
                int classes = manifest.classes().size();
                return new Answers(
                        read(result, HeadTensors.SCORES, rows.size(), classes),
                        classes,
                        read(result, HeadTensors.WEIGHTS, rows.size(), modalities),
                        modalities);
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Positions that every row is filled up to: as many as the longest has, where the graph leaves it open. */
    private int positions(List<Row> rows, int index) {
        return open[index]
                ? rows.stream().mapToInt(row -> row.inputs().get(index).size()).reduce(1, Math::max)
                : manifest.inputs().get(index).sequence();
    }

    /** What is absent, and what fills up the shorter sequences, is zeros. */
    private FloatBuffer embeddings(List<Row> rows, int index, int positions) {
        HeadManifest.Input input = manifest.inputs().get(index);
        FloatBuffer buffer = buffer(input.tensor(), rows.size() * positions * input.dimension());
        float[] values = new float[input.dimension()];
        float[] zeros = new float[input.dimension()];
        for (Row row : rows) {
            List<FloatVector> present = row.inputs().get(index);
            for (FloatVector position : present) {
                position.copyTo(values, 0);
                buffer.put(values);
            }
            for (int i = present.size(); i < positions; i++) {
                buffer.put(zeros);
            }
        }
        return buffer.flip();
    }

    private FloatBuffer positionMask(List<Row> rows, int index, int positions) {
        FloatBuffer buffer = buffer(manifest.inputs().get(index).maskTensor(), rows.size() * positions);
        for (Row row : rows) {
            for (int i = 0; i < positions; i++) {
                buffer.put(i < row.inputs().get(index).size() ? 1f : 0f);
            }
        }
        return buffer.flip();
    }

    private FloatBuffer mask(List<Row> rows) {
        int modalities = manifest.inputs().size();
        FloatBuffer buffer = buffer(HeadTensors.MASK, rows.size() * modalities);
        for (Row row : rows) {
            for (int i = 0; i < modalities; i++) {
                buffer.put(row.has(i) ? 1f : 0f);
            }
        }
        return buffer.flip();
    }

    private FloatBuffer buffer(String name, int size) {
        FloatBuffer buffer = buffers.get().get(name);
        if (buffer == null || buffer.capacity() < size) {
            buffer = ByteBuffer.allocateDirect(size * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            buffers.get().put(name, buffer);
        }
        return buffer.clear();
    }

    private OnnxTensor tensor(FloatBuffer buffer, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer, shape);
    }

    private float[] read(OrtSession.Result result, String name, int rows, int columns) {
        OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
        long[] shape = tensor.getInfo().getShape();
        if (!Arrays.equals(shape, new long[] {rows, columns})) {
            throw new InvalidHeadException(manifest.model() + " gave " + name + " of shape " + Arrays.toString(shape)
                    + ", expected " + Arrays.toString(new long[] {rows, columns}));
        }
        float[] values = new float[rows * columns];
        tensor.getFloatBuffer().get(values);
        return values;
    }

    private void check() throws OrtException {
        try {
            HeadTensors.check(manifest, session);
            tryOut();
        } catch (RuntimeException | OrtException e) {
            close();
            throw e;
        }
    }

    private void tryOut() throws OrtException {
        Row shortest = new Row(manifest.inputs().stream()
                .map(input -> List.of(ramp(input.dimension())))
                .toList());
        Row longest = new Row(manifest.inputs().stream()
                .map(input -> Collections.nCopies(Math.max(1, input.sequence()), ramp(input.dimension())))
                .toList());
        Answers answers = runModel(List.of(shortest, longest));
        float scores = 0;
        for (float score : answers.scores()) {
            scores += score / 2;
        }
        float weights = 0;
        for (float weight : answers.weights()) {
            weights += weight / 2;
        }
        if (!(Math.abs(scores - 1) < TOLERANCE) || !(Math.abs(weights - 1) < TOLERANCE)) {
            throw new InvalidHeadException(manifest.model() + " answers with scores that sum to " + scores
                    + " and weights that sum to " + weights + ", expected 1 and 1; the graph must end in a softmax");
        }
    }

    private static FloatVector ramp(int dimension) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (i + 1f) / dimension;
        }
        return FloatVector.of(values);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the session of head " + manifest.id() + " does not close", e);
        }
    }
}
