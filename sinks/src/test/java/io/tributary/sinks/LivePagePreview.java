package io.tributary.sinks;

import io.tributary.schemas.Decision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Serves the live page with generated decisions, to look at: {@code LivePagePreview 8090 plant|machines|posts|actions}. */
final class LivePagePreview {
    private LivePagePreview() {}

    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        List<Decision> decisions =
                switch (arguments[1]) {
                    case "machines" -> GeneratedDecisions.plant(40, 130, Duration.ofSeconds(10));
                    case "posts" -> GeneratedDecisions.posts(450);
                    case "actions" -> GeneratedDecisions.actions(4, 110);
                    default -> GeneratedDecisions.plant(8, 320, Duration.ofSeconds(10));
                };
        int first = decisions.size() * 4 / 5;
        try (var page = new LivePage(arguments[1], "127.0.0.1", port)) {
            page.write(decisions.subList(0, first));
            for (int i = first; i < decisions.size(); i++) {
                page.write(decisions.subList(i, i + 1));
                page.setCounters(Map.of(
                        "observations",
                        i * 31L,
                        "embeddings",
                        i * 9L,
                        "moments",
                        i + 40L,
                        "dead_letters",
                        3L,
                        "late",
                        (long) i / 40));
                new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS);
            }
            new CountDownLatch(1).await();
        }
    }
}
