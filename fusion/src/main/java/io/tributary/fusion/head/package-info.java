/**
 * Moments to decisions: fusion heads in ONNX, run by ONNX Runtime itself because a head is small and the call is short.
 *
 * <p>{@link io.tributary.fusion.head.Heads} has all heads of a pipeline; {@link io.tributary.fusion.head.HeadManifest}
 * reads a bundle's {@code head.yaml}; {@link io.tributary.fusion.head.Head} runs one model.
 *
 * <p>Where DJL's ONNX Runtime engine shares the JVM, it must be initialised before {@link
 * io.tributary.fusion.head.Heads#load}: DJL refuses an environment that it did not create.
 */
@NullMarked
package io.tributary.fusion.head;

import org.jspecify.annotations.NullMarked;
