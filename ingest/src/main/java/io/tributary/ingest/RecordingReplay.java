package io.tributary.ingest;

import io.tributary.schemas.Observation;
import io.tributary.schemas.recording.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Sends a recording's observations in the order of their arrival, at event-time speed times a factor.
 *
 * <p>One replay runs once; {@link #stop()} may come from any thread. The recording stays the caller's to close.
 */
public final class RecordingReplay {
    /** The speed that never waits. */
    public static final double AS_FAST_AS_POSSIBLE = Double.POSITIVE_INFINITY;

    /** Observations looked at to tell what time it is; the memory held is theirs. */
    private static final int LOOK_AHEAD = 32;

    /**
     * What became of a recording.
     *
     * @param sent observations on their way or arrived
     * @param refused observations now in the dead-letter topic
     * @param complete whether the end was reached, rather than a stop or the time limit
     */
    public record Summary(long sent, long refused, boolean complete) {}

    private final Recording recording;
    private final ReplayClock clock;
    private final long limitNanos;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Deque<Observation> ahead = new ArrayDeque<>();
    private long started;
    private long sent;
    private long refused;

    /** @param speed event seconds per wall-clock second, above 0, or {@link #AS_FAST_AS_POSSIBLE} */
    public RecordingReplay(Recording recording, double speed) {
        this(recording, speed, Optional.empty());
    }

    /** @param limit wall-clock time after which the replay ends by itself */
    public RecordingReplay(Recording recording, double speed, Optional<Duration> limit) {
        this.recording = recording;
        this.clock = new ReplayClock(speed);
        this.limitNanos = limit.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    }

    /**
     * Replays until the end, {@link #stop()} or the limit, then waits until Kafka has everything.
     *
     * @param progress called after each observation with the number handled so far
     * @throws io.tributary.schemas.recording.InvalidRecordingException naming the line that is not an observation
     * @throws DeliveryFailedException if Kafka does not take the observations
     */
    public Summary replay(ObservationSender sender, LongConsumer progress) throws InterruptedException {
        started = System.nanoTime();
        boolean complete = true;
        try {
            recording.forEachObservation(observation -> {
                ahead.add(observation);
                if (ahead.size() >= LOOK_AHEAD) {
                    sendNext(sender, progress);
                }
            });
            while (!ahead.isEmpty()) {
                sendNext(sender, progress);
            }
        } catch (Ended e) {
            complete = false;
        }
        sender.flush();
        return new Summary(sent, refused, complete);
    }

    /** Ends the replay before its next observation. */
    public void stop() {
        stopped.countDown();
    }

    private void sendNext(ObservationSender sender, LongConsumer progress) throws InterruptedException {
        Instant typical = ahead.stream()
                .map(Observation::at)
                .sorted()
                .skip(ahead.size() / 2)
                .findFirst()
                .orElseThrow();
        Observation next = ahead.remove();
        pause(clock.pauseBefore(next.at(), typical, System.nanoTime()));
        if (sender.sendOrDeadLetter(next).isEmpty()) {
            sent++;
        } else {
            refused++;
        }
        progress.accept(sent + refused);
    }

    private void pause(Duration pause) throws InterruptedException {
        long left = limitNanos - (System.nanoTime() - started);
        long wait = Math.max(0, Math.min(pause.toNanos(), left));
        if (left <= 0 || stopped.await(wait, TimeUnit.NANOSECONDS) || wait < pause.toNanos()) {
            throw new Ended();
        }
    }

    /** Leaves the recording's visit; not an error. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("ended", null, false, false);
        }
    }
}
