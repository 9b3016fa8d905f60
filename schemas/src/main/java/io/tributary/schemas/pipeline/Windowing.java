package io.tributary.schemas.pipeline;

import java.time.Duration;

/** Which stretches of event time are one moment. All are whole milliseconds; {@code docs/alignment.md} draws them. */
public sealed interface Windowing {
    /** Event time after an observation for which it can still belong to the same moment as another; more than 0. */
    Duration reach();

    /** Windows of one length that follow each other: of 10 s, observations at 1, 8 and 12 s form {1, 8} and {12}. */
    record Tumbling(Duration length) implements Windowing {
        public Tumbling {
            requirePositive("length", length);
        }

        @Override
        public Duration reach() {
            return length;
        }
    }

    /**
     * Windows of one length, one begun every {@code every}: of 10 s every 5 s, observations at 1, 8 and 12 s form {1},
     * {1, 8}, {8, 12} and {12}.
     *
     * @param every at most {@code length}, so that no observation is outside of all
     */
    record Hopping(Duration length, Duration every) implements Windowing {
        public Hopping {
            requirePositive("length", length);
            requirePositive("every", every);
            if (every.compareTo(length) > 0) {
                throw new IllegalArgumentException(
                        "every is " + every + ", expected at most the length, which is " + length);
            }
        }

        @Override
        public Duration reach() {
            return length;
        }
    }

    /** Observations less than {@code gap} apart: of 10 s, observations at 1, 8 and 30 s form {1, 8} and {30}. */
    record Session(Duration gap) implements Windowing {
        public Session {
            requirePositive("gap", gap);
        }

        @Override
        public Duration reach() {
            return gap;
        }
    }

    /**
     * A moment for each observation of one modality, with what the others knew around it: of a camera, 5 s before and 2 s
     * after, a picture at 6 s has the messages of 1 and 7 s, both ends included.
     */
    record Anchored(String modality, Duration before, Duration after) implements Windowing {
        public Anchored {
            if (before.isNegative() || after.isNegative()) {
                throw new IllegalArgumentException(
                        "before is " + before + " and after " + after + ", expected both to be 0 or more");
            }
        }

        @Override
        public Duration reach() {
            return before.plus(after).plusMillis(1);
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(name + " is " + duration + ", expected a millisecond or more");
        }
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException(name + " is " + duration + ", expected whole milliseconds");
        }
    }
}
