package io.tributary.schemas.pipeline;

import io.tributary.schemas.Kind;
import java.time.Duration;

/**
 * How an encoder groups its work. What suits a machine and a model is measured by {@code tributary tune}.
 *
 * @param records most records of one poll, which are delivered in one transaction
 * @param delay how long a poll that has found something waits for more of it, processing time; zero for lowest latency
 * @param rows most inputs of one model call
 * @param tokens of texts: most tokens of one model call, padding included
 * @param byLength of texts: whether a model call has texts of similar length, which saves padding, or of one arrival
 * @param sessions model calls at the same time
 * @param threads of ONNX Runtime within one model call
 * @param cache embeddings that are remembered by the content of their text or image; 0 for none
 */
public record Batching(
        int records, Duration delay, int rows, int tokens, boolean byLength, int sessions, int threads, int cache) {
    /** Of more tokens a call no longer fits the caches of a core: 1024 cost 6 % more a text, 2048 12 %, 256 the same. */
    private static final int TOKENS = 512;

    private static final int CACHE = 4096;

    public Batching {
        require(records >= 1, "records", records);
        require(!delay.isNegative(), "delay", delay);
        require(rows >= 1, "rows", rows);
        require(tokens >= 1, "tokens", tokens);
        require(sessions >= 1, "sessions", sessions);
        require(threads >= 1, "threads", threads);
        require(cache >= 0, "cache", cache);
    }

    private static void require(boolean valid, String name, Object value) {
        if (!valid) {
            throw new IllegalArgumentException(name + " is too small: " + value);
        }
    }

    /** What suits most models of a kind: as many calls at a time as there are processors, each on one of them. */
    public static Batching of(Kind kind) {
        int sessions = Runtime.getRuntime().availableProcessors();
        return switch (kind) {
            case TEXT -> new Batching(512, Duration.ZERO, 64, TOKENS, true, sessions, 1, CACHE);
            case IMAGE -> new Batching(64, Duration.ZERO, 8, TOKENS, true, sessions, 1, CACHE);
            // Readings hardly ever repeat, so remembering them is memory for nothing.
            case SENSOR -> new Batching(1024, Duration.ZERO, 64, TOKENS, true, sessions, 1, 0);
        };
    }
}
