package io.tributary.encoders.sensor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a framing stage counts, in Micrometer's global registry and, of what is lost, in the log.
 *
 * <ul>
 *   <li>{@code tributary.framing.frames}: frames sent
 *   <li>{@code tributary.framing.samples}, outcome dead-letter: samples too late for every frame
 *   <li>{@code tributary.framing.samples}, outcome later-frame: samples too late for the first frame that covers them, and
 *       counted in the others
 *   <li>{@code tributary.framing.entities.crowded-out}: entities forgotten to make room for others
 * </ul>
 */
final class FrameCounts {
    private static final Logger LOG = LoggerFactory.getLogger(FrameCounts.class);

    private final String stage;
    private final Framer framer;
    private final Counter frames;
    private final Counter late;
    private final Counter lateForAFrame;
    private final Counter crowdedOut;
    private long reportedLate;
    private long reportedLateForAFrame;
    private long newlyCrowdedOut;

    FrameCounts(String stage, Framer framer) {
        this.stage = stage;
        this.framer = framer;
        this.frames = Metrics.counter("tributary.framing.frames", "stage", stage);
        this.late = Metrics.counter("tributary.framing.samples", "stage", stage, "outcome", "dead-letter");
        this.lateForAFrame = Metrics.counter("tributary.framing.samples", "stage", stage, "outcome", "later-frame");
        this.crowdedOut = Metrics.counter("tributary.framing.entities.crowded-out", "stage", stage);
    }

    void sent(int count) {
        frames.increment(count);
    }

    void crowdedOut() {
        crowdedOut.increment();
        newlyCrowdedOut++;
    }

    /** Counts what was too late since the last call, and logs what was lost. */
    void report() {
        long newlyLate = framer.lateSamples() - reportedLate;
        long newlyLateForAFrame = framer.samplesLateForAFrame() - reportedLateForAFrame;
        if (newlyLate + newlyLateForAFrame > 0) {
            late.increment(newlyLate);
            lateForAFrame.increment(newlyLateForAFrame);
            LOG.atInfo()
                    .addKeyValue("stage", stage)
                    .addKeyValue("deadLetters", newlyLate)
                    .addKeyValue("inLaterFrames", newlyLateForAFrame)
                    .log("Samples came too late for their frames; framing.grace decides how long frames wait");
            reportedLate += newlyLate;
            reportedLateForAFrame += newlyLateForAFrame;
        }
        if (newlyCrowdedOut > 0) {
            LOG.atWarn()
                    .addKeyValue("stage", stage)
                    .addKeyValue("entities", newlyCrowdedOut)
                    .addKeyValue("samples", framer.keptSamples())
                    .log("Entities were forgotten to make room; framing.max-samples decides how much is kept");
            newlyCrowdedOut = 0;
        }
    }
}
