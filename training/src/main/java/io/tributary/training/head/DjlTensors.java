package io.tributary.training.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.norm.Dropout;
import java.util.List;
import java.util.function.Function;

/** Computes each operation at once; the inputs' manager owns every result. */
final class DjlTensors implements Tensors<NDArray> {
    private final NDList inputs;
    private final HeadShape shape;
    private final Function<String, NDArray> parameters;
    private final float dropout;
    private final boolean training;

    /**
     * @param inputs those of {@link HeadBlock}
     * @param dropout the share of values set to zero in training
     */
    DjlTensors(NDList inputs, HeadShape shape, Function<String, NDArray> parameters, float dropout, boolean training) {
        this.inputs = inputs;
        this.shape = shape;
        this.parameters = parameters;
        this.dropout = dropout;
        this.training = training;
    }

    @Override
    public NDArray embedding(int modality) {
        return inputs.get(modality);
    }

    @Override
    public NDArray positions(int modality) {
        return inputs.get(shape.modalities().size() + shape.sequenceNumber(modality));
    }

    @Override
    public NDArray mask() {
        return inputs.get(inputs.size() - 1);
    }

    @Override
    public NDArray parameter(String name) {
        return parameters.apply(name);
    }

    @Override
    public NDArray constant(float value) {
        return mask().getManager().create(value);
    }

    @Override
    public NDArray matMul(NDArray left, NDArray right) {
        return left.matMul(right);
    }

    @Override
    public NDArray add(NDArray left, NDArray right) {
        return left.add(right);
    }

    @Override
    public NDArray subtract(NDArray left, NDArray right) {
        return left.sub(right);
    }

    @Override
    public NDArray multiply(NDArray left, NDArray right) {
        return left.mul(right);
    }

    @Override
    public NDArray divide(NDArray left, NDArray right) {
        return left.div(right);
    }

    @Override
    public NDArray atLeast(NDArray tensor, float floor) {
        return tensor.maximum(floor);
    }

    @Override
    public NDArray squareRoot(NDArray tensor) {
        return tensor.sqrt();
    }

    @Override
    public NDArray logarithm(NDArray tensor) {
        return tensor.log();
    }

    @Override
    public NDArray tanh(NDArray tensor) {
        return tensor.tanh();
    }

    @Override
    public NDArray softmax(NDArray tensor, int rank) {
        return tensor.softmax(rank - 1);
    }

    @Override
    public NDArray sum(NDArray tensor, int axis, boolean kept) {
        return tensor.sum(new int[] {axis}, kept);
    }

    @Override
    public NDArray concatenate(List<NDArray> tensors, int axis) {
        return NDArrays.concat(new NDList(tensors), axis);
    }

    @Override
    public NDArray expand(NDArray tensor, int axis) {
        return tensor.expandDims(axis);
    }

    @Override
    public NDArray transpose(NDArray tensor) {
        return tensor.transpose(0, 2, 1);
    }

    @Override
    public NDArray column(NDArray tensor, int column) {
        return tensor.get(new NDIndex(":, {}:{}", column, column + 1));
    }

    @Override
    public NDArray dropout(NDArray tensor) {
        return training && dropout > 0 ? Dropout.dropout(tensor, dropout, true).singletonOrThrow() : tensor;
    }
}
