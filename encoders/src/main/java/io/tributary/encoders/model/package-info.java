/**
 * Bundles and the models in them. The only package that knows DJL and ONNX Runtime: everything else sees
 * {@link io.tributary.encoders.model.Bundle}, {@link io.tributary.encoders.model.EmbeddingModel} and
 * {@link io.tributary.encoders.model.TextTokenizer}.
 */
@NullMarked
package io.tributary.encoders.model;

import org.jspecify.annotations.NullMarked;
