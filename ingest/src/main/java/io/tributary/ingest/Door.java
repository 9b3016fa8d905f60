package io.tributary.ingest;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which observations may enter a pipeline. What is refused here is what would harm others behind the door: one
 * observation from far in the future closes every window of its partition.
 */
final class Door {
    /** Longest text, in UTF-16 code units. */
    static final int MAX_TEXT_LENGTH = 100_000;

    static final int MAX_IMAGE_BYTES = 8_000_000;
    static final long MAX_IMAGE_PIXELS = 50_000_000;

    private final Pipeline pipeline;
    private final Clock clock;

    Door(Pipeline pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.clock = clock;
    }

    /** Why {@code observation} may not enter; empty when it may. */
    Optional<Refusal> refuse(Observation observation) {
        Optional<Modality> modality = pipeline.modality(observation.modality());
        if (modality.isEmpty()) {
            return unknown(observation.modality());
        }
        return wrongKind(observation, modality.get())
                .or(() -> inFuture("at", observation.at(), modality.get()))
                .or(() -> badPayload(observation.payload()));
    }

    /** Why {@code bound} may not enter; empty when it may. */
    Optional<Refusal> refuse(Bound bound) {
        Optional<Modality> modality = pipeline.modality(bound.modality());
        return modality.isEmpty() ? unknown(bound.modality()) : inFuture("bound", bound.at(), modality.get());
    }

    private Optional<Refusal> unknown(String modality) {
        return refusal(
                Refusal.Cause.WRONG_MODALITY,
                "modality",
                "modality is '" + shortened(modality) + "', expected one of "
                        + String.join(", ", pipeline.modalityNames()) + " as in " + pipeline.file());
    }

    private static Optional<Refusal> wrongKind(Observation observation, Modality modality) {
        if (observation.payload().kind() == modality.kind()) {
            return Optional.empty();
        }
        return refusal(
                Refusal.Cause.WRONG_MODALITY,
                "payload",
                "payload is " + observation.payload().kind().lowerCase() + ", expected "
                        + modality.kind().lowerCase() + ", the kind of modality '" + modality.name() + "'");
    }

    private Optional<Refusal> inFuture(String field, Instant at, Modality modality) {
        Instant now = clock.instant();
        if (!at.isAfter(now.plus(modality.maxFutureSkew()))) {
            return Optional.empty();
        }
        return refusal(
                Refusal.Cause.TIME_IN_FUTURE,
                field,
                field + " is " + at + ", which is "
                        + Duration.between(now, at).truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        + " ahead of this machine's clock, expected at most " + modality.maxFutureSkew()
                        + "; correct the producer's clock or raise time.max-future-skew");
    }

    private static Optional<Refusal> badPayload(Payload payload) {
        if (payload instanceof Payload.Text text) {
            return badText(text.text());
        }
        if (payload instanceof Payload.Image image) {
            return badImage(image);
        }
        boolean measured = ((Payload.Reading) payload).hasValues();
        return measured
                ? Optional.empty()
                : refusal(
                        Refusal.Cause.NO_FINITE_SAMPLES,
                        "samples",
                        "samples has no finite number, expected at least one measured value");
    }

    private static Optional<Refusal> badText(String text) {
        if (text.isBlank()) {
            return refusal(Refusal.Cause.EMPTY_TEXT, "text", "text is empty, expected words");
        }
        if (text.length() > MAX_TEXT_LENGTH) {
            return refusal(
                    Refusal.Cause.TEXT_TOO_LONG,
                    "text",
                    "text has " + text.length() + " characters, expected at most " + MAX_TEXT_LENGTH
                            + "; split it into several observations");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> badImage(Payload.Image image) {
        int size = image.content().length();
        if (size > MAX_IMAGE_BYTES) {
            return refusal(
                    Refusal.Cause.IMAGE_TOO_LARGE,
                    "image",
                    "image has " + size + " bytes, expected at most " + MAX_IMAGE_BYTES + "; scale it down");
        }
        Optional<ImageHeader> header = ImageHeader.read(image.content());
        if (header.isEmpty()) {
            return refusal(
                    Refusal.Cause.UNDECODABLE_IMAGE,
                    "image",
                    "image of " + size + " bytes has no JPEG or PNG header with a size, expected JPEG or PNG");
        }
        if (header.get().pixels() > MAX_IMAGE_PIXELS) {
            return refusal(
                    Refusal.Cause.IMAGE_TOO_LARGE,
                    "image",
                    "image declares " + header.get().width() + " x "
                            + header.get().height() + " pixels, expected at most " + MAX_IMAGE_PIXELS
                            + " in all; scale it down");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(Refusal.Cause cause, String field, String detail) {
        return Optional.of(new Refusal(cause, field, detail));
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
