package io.tributary.schemas;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What was observed: a text, an encoded image, or a reading of sensors. */
public sealed interface Payload {
    /** The kind of modality that carries this payload. */
    Kind kind();

    /** A text as it was written; may be empty, which an encoder refuses with its reason. */
    record Text(String text) implements Payload {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }
    }

    /** An encoded image, JPEG or PNG; not decoded before the encoder does. */
    record Image(Bytes content) implements Payload {
        @Override
        public Kind kind() {
            return Kind.IMAGE;
        }
    }

    /**
     * One sample or a series of samples of several channels.
     *
     * @param channels names of the channels, at least one, in the order of the values of a row
     * @param rateHz samples a second, or 0 where {@code offsetsMillis} gives the times or there is one row
     * @param samples float32 {@code [rows, channels]}, row by row; NaN = missing
     * @param offsetsMillis event time of each row after {@link Observation#at()}; empty where {@code rateHz} gives it
     * @param coverage of a frame: the share in [0, 1] of its points that were measured, and did not fall into a gap
     * @param span of a frame: the event time that it covers, while {@link Observation#at()} is that of its last sample
     */
    record Reading(
            List<String> channels,
            double rateHz,
            FloatVector samples,
            List<Integer> offsetsMillis,
            float coverage,
            @Nullable Span span)
            implements Payload {
        public Reading {
            channels = List.copyOf(channels);
            offsetsMillis = List.copyOf(offsetsMillis);
            require(!channels.isEmpty(), "a reading has no channels, expected at least one");
            require(
                    samples.length() > 0 && samples.length() % channels.size() == 0,
                    "a reading of " + channels.size() + " channels has " + samples.length()
                            + " values, expected rows of one value a channel");
            int rows = samples.length() / channels.size();
            require(
                    rateHz >= 0 && Double.isFinite(rateHz),
                    "rate_hz is " + rateHz + ", expected 0 (none) or samples a second");
            require(
                    offsetsMillis.isEmpty() || offsetsMillis.size() == rows,
                    "a reading of " + rows + " rows has " + offsetsMillis.size()
                            + " times, expected one a row or none");
            require(
                    rows == 1 || rateHz > 0 || !offsetsMillis.isEmpty(),
                    "a reading of " + rows + " rows has no times, expected rate_hz or offsets_ms");
            require(coverage >= 0 && coverage <= 1, "coverage is " + coverage + ", expected 0 to 1");
        }

        /** A reading that is no frame. */
        public Reading(
                List<String> channels,
                double rateHz,
                FloatVector samples,
                List<Integer> offsetsMillis,
                float coverage) {
            this(channels, rateHz, samples, offsetsMillis, coverage, null);
        }

        /** One series with a fixed rate, all of it measured. */
        public static Reading series(List<String> channels, double rateHz, FloatVector samples) {
            return new Reading(channels, rateHz, samples, List.of(), 1f);
        }

        @Override
        public Kind kind() {
            return Kind.SENSOR;
        }

        public int rows() {
            return samples.length() / channels.size();
        }

        public float value(int row, int channel) {
            return samples.get(row * channels.size() + channel);
        }

        /** Event time of a row, in milliseconds after the observation's. */
        public long offsetMillis(int row) {
            if (!offsetsMillis.isEmpty()) {
                return offsetsMillis.get(row);
            }
            return row == 0 ? 0 : Math.round(row * 1000.0 / rateHz);
        }

        /** Whether any value was measured. */
        public boolean hasValues() {
            return IntStream.range(0, samples.length()).anyMatch(i -> Float.isFinite(samples.get(i)));
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
