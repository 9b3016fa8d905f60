/**
 * Heads: fitted with DJL, or made of texts, and written as ONNX.
 *
 * <p>Each kind of fusion is written once, as a {@link io.tributary.training.head.FusionGraph} over {@link
 * io.tributary.training.head.Tensors}, and read twice: as NDArrays by the trainer, as nodes of a graph by the exporter. So
 * what is exported is what was trained. Only this package imports DJL and ONNX's protobuf classes; the PyTorch engine is
 * needed at run time by {@link io.tributary.training.head.HeadTrainer} alone.
 */
@NullMarked
package io.tributary.training.head;

import org.jspecify.annotations.NullMarked;
