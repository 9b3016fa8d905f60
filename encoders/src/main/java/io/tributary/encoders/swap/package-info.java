/**
 * Which model the encoders of a modality use: read from and answered on the compacted models topic.
 *
 * <p><b>Ordering.</b> The newest reference of a modality counts; older ones that were not yet tried are skipped.
 *
 * <p><b>Back pressure.</b> None: there is one record a modality and one an encoder.
 *
 * <p><b>Delivery.</b> A reference is taken up after a restart too. Answers are at least once.
 *
 * <p><b>Memory.</b> While a model is tried it is in memory beside the one that runs.
 */
@NullMarked
package io.tributary.encoders.swap;

import org.jspecify.annotations.NullMarked;
