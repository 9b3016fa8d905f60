package io.tributary.app.demo;

import io.tributary.ingest.RecordingReplay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a demo was asked to do.
 *
 * @param speed event seconds a wall-clock second, or {@link RecordingReplay#AS_FAST_AS_POSSIBLE}
 * @param limit wall-clock time after which the replay ends
 * @param pagePort port of the live page; empty = no page
 */
record DemoOptions(
        Path recording,
        Optional<Path> pipeline,
        double speed,
        Optional<Duration> limit,
        Optional<Integer> pagePort,
        boolean json,
        boolean stay) {}
