/** ONNX Runtime without anything around it: the same model files, inputs that are prepared before the clock starts. */
@NullMarked
package io.tributary.bench.raw;

import org.jspecify.annotations.NullMarked;
