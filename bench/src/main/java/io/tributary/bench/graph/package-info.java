/**
 * ONNX graphs of published shapes with seeded random weights: right for speed, without meaning. They are written at run
 * time, so that a benchmark needs no download and the repository holds no large file.
 */
@NullMarked
package io.tributary.bench.graph;

import org.jspecify.annotations.NullMarked;
