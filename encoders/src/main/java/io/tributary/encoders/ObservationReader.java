package io.tributary.encoders;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the records of one modality's topic, and lets through only what cannot harm the streams behind it. */
public final class ObservationReader {
    private final Modality modality;
    private final ObservationCodec codec;

    public ObservationReader(Modality modality, WireFormat wire) {
        this.modality = modality;
        this.codec = new ObservationCodec(wire);
    }

    /**
     * @param timestamp when the broker appended the record, milliseconds since the epoch
     * @throws RefusedException if the record is at fault
     * @throws java.io.UncheckedIOException if a schema registry does not answer; the record is not at fault
     */
    public Observation read(byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp)
            throws RefusedException {
        if (value == null) {
            throw new RefusedException(
                    Refusal.Cause.UNREADABLE, "value", "value is null, expected an observation in Avro or JSON");
        }
        Observation observation = codec.decode(headers, value);
        requireModality(observation);
        requireKey(observation, key);
        requireTime("at", newest(observation), Instant.ofEpochMilli(timestamp));
        return observation;
    }

    /**
     * Reads a record that is {@linkplain Bound#isMeant meant as a bound}.
     *
     * @param timestamp as in {@link #read}
     * @throws RefusedException if the record is at fault
     */
    public Bound readBound(byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestamp)
            throws RefusedException {
        Bound bound = Bound.read(key, value, headers, modality.name());
        requireTime(Bound.AT, bound.at(), Instant.ofEpochMilli(timestamp));
        return bound;
    }

    private void requireModality(Observation observation) throws RefusedException {
        if (!observation.modality().equals(modality.name())) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "modality",
                    "modality is '" + shortened(observation.modality()) + "', expected '" + modality.name()
                            + "', whose topic this is");
        }
        if (observation.payload().kind() != modality.kind()) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "payload",
                    "payload is " + observation.payload().kind().lowerCase() + ", expected "
                            + modality.kind().lowerCase() + ", the kind of modality '" + modality.name() + "'");
        }
    }

    /** With another key the embedding would meet those of another entity's partition. */
    private static void requireKey(Observation observation, byte @Nullable [] key) throws RefusedException {
        if (!Arrays.equals(key, observation.entity().getBytes(StandardCharsets.UTF_8))) {
            throw new RefusedException(
                    Refusal.Cause.INVALID_FIELD,
                    "key",
                    "key is "
                            + (key == null ? "null" : "'" + shortened(new String(key, StandardCharsets.UTF_8)) + "'")
                            + ", expected the entity '" + shortened(observation.entity()) + "' in UTF-8");
        }
    }

    private void requireTime(String field, Instant newest, Instant appended) throws RefusedException {
        if (newest.isAfter(appended.plus(modality.maxFutureSkew()))) {
            throw new RefusedException(
                    Refusal.Cause.TIME_IN_FUTURE,
                    field,
                    field + " is " + newest + ", expected at most " + modality.maxFutureSkew()
                            + " after the broker's clock, which was " + appended
                            + "; correct the producer's clock or raise time.max-future-skew");
        }
    }

    private static Instant newest(Observation observation) {
        long offset = 0;
        if (observation.payload() instanceof Payload.Reading reading) {
            for (int row = 0; row < reading.rows(); row++) {
                offset = Math.max(offset, reading.offsetMillis(row));
            }
        }
        return observation.at().plusMillis(offset);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
