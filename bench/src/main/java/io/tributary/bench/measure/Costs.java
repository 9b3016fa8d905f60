package io.tributary.bench.measure;

/**
 * What an event costs, CPU nanoseconds each.
 *
 * @param model the model alone, as ONNX Runtime runs it at its cheapest
 * @param prepare tokenizing, decoding, packing
 * @param copy reading and writing records of these sizes exactly once
 * @param avro from and to Avro
 */
public record Costs(double model, double prepare, double copy, double avro) {
    /** The share of raw ONNX Runtime's throughput that a pipeline can reach at most. */
    public double ceiling() {
        return model / (model + prepare + copy + avro);
    }
}
