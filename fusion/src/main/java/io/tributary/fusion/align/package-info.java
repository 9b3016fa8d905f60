/**
 * Embeddings to moments: which observations belong together and when to stop waiting. Pure of Kafka and of any clock; the
 * wall clock is passed in and matters for {@code max-wait} and {@code idle-after} alone.
 *
 * <p>In the order of the flow: {@link io.tributary.fusion.align.Aligner} takes an embedding, {@link
 * io.tributary.fusion.align.TumblingWindows} says which window it belongs to, {@link
 * io.tributary.fusion.align.EventTime} how far the watermark is, {@link io.tributary.fusion.align.OpenWindows} which
 * windows wait, and {@link io.tributary.fusion.align.WindowContents} makes a moment of what a closing window holds. All
 * of it survives in a {@link io.tributary.fusion.align.MomentStore}, whose keys are in {@link
 * io.tributary.fusion.align.StoreKeys}.
 */
@NullMarked
package io.tributary.fusion.align;

import org.jspecify.annotations.NullMarked;
