/**
 * The bundled recording, "the plant": machines that run, drift and fail, seen by telemetry, a thermal camera and the
 * messages of the people around them. {@link io.tributary.ingest.plant.PlantRecording} writes it; the same seed writes
 * the same.
 *
 * <p>A fault shows in one, two or all three modalities, and each modality has look-alikes of its own: load steps look like
 * overheating, sun on metal looks like a hot spot, and some people complain about nothing. So no single one is enough.
 */
@NullMarked
package io.tributary.ingest.plant;

import org.jspecify.annotations.NullMarked;
