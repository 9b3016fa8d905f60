package io.tributary.app;

import io.tributary.encoders.swap.ModelTopic;
import io.tributary.schemas.ModelStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the encoders of a modality say to what was asked of them. */
record ModelAnswers(ModelTopic topic, String modality, PrintWriter out) {
    private static final long PAUSE_MILLIS = 300;

    /**
     * Waits until every encoder that runs has answered, and prints what they say.
     *
     * @param offset of the record that they answer
     * @param patience wall clock
     * @return whether all of them do as they were asked
     */
    boolean await(long offset, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<ModelStatus> running = running();
        while (running.stream().anyMatch(status -> status.answers() < offset) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            running = running();
        }
        if (running.isEmpty()) {
            out.println("No encoder of " + modality + " runs; those that start will use it.");
        }
        boolean willing = true;
        for (ModelStatus status : running) {
            boolean answered = status.answers() >= offset;
            out.println(
                    answered
                            ? line(status)
                            : "instance " + status.instance() + " has not answered within " + patience.toSeconds()
                                    + " s; it ran " + status.running().model() + " at " + status.at());
            willing &= answered && status.state() == ModelStatus.State.RUNNING;
        }
        out.flush();
        return willing;
    }

    private List<ModelStatus> running() {
        return topic.read().statuses().stream()
                .filter(status -> status.modality().equals(modality) && status.state() != ModelStatus.State.STOPPED)
                .toList();
    }

    static String line(ModelStatus status) {
        String instance = "instance " + status.instance();
        String model =
                status.running().model() + " of the space " + status.running().space();
        return switch (status.state()) {
            case RUNNING -> instance + " runs " + model + " since " + status.at();
            case STOPPED -> instance + " stopped at " + status.at() + "; it ran " + model;
            case REFUSED ->
                instance + " refused " + status.refused() + " at " + status.at() + " and goes on with " + model + ": "
                        + status.reason();
        };
    }
}
