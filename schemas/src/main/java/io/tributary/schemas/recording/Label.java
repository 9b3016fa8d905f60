package io.tributary.schemas.recording;

import java.time.Instant;

/** The truth of the moment of {@code entity} that contains {@code at}, for one task. */
public record Label(String entity, String task, Instant at, String label) {}
