package io.tributary.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.Stage;
import io.tributary.schemas.pipeline.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Observations over HTTP.
 *
 * <pre>
 * POST /v1/observations   JSON: one observation or an array, images in base64; or multipart/form-data: fields
 *                         "observation" (JSON) and files "image", which observations without a payload take in order
 *   202 {"accepted":2,"refused":[{"index":1,"id":"…","cause":"TIME_IN_FUTURE","field":"at","detail":"…"}]}
 *   400 the same, when nothing was accepted     403 from a page of another site     413 over 32 MiB
 *   503 Kafka did not take all of it: send the request again; observations are known by their ids
 * GET /health/live, /health/ready
 * </pre>
 *
 * <p>The answer comes when the broker has acknowledged what was accepted.
 */
public final class HttpIngest implements Stage {
    static final int MAX_REQUEST_BYTES = 32 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final Pipeline pipeline;
    private final String host;
    private final int port;
    private final RequestReader reader = new RequestReader(MAX_REQUEST_BYTES);
    private volatile @Nullable ObservationSender sender;
    private @Nullable Javalin server;

    /**
     * @param host the address to listen on; 127.0.0.1 keeps it to this machine
     * @param port 0 = any free one
     */
    public HttpIngest(Connection connection, Pipeline pipeline, String host, int port) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.host = host;
        this.port = port;
    }

    @Override
    public String name() {
        return "ingest";
    }

    /** @throws IllegalStateException if the port is taken, saying what to change */
    @Override
    public void start() {
        // Someone waits for the answer: Kafka has 10 s, not the two minutes of a producer that nobody waits for.
        sender = new ObservationSender(
                connection,
                pipeline,
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));
        Javalin created = Javalin.create(this::configure);
        server = created;
        try {
            created.start(host, port);
        } catch (JavalinBindException e) {
            close();
            throw new IllegalStateException(
                    "The ingest cannot listen on " + host + ":" + port
                            + ", which is taken or not this machine's; choose another port or stop what uses it",
                    e);
        }
    }

    /** The port that is listened on, after {@link #start()}. */
    public int port() {
        Javalin started = server;
        if (started == null) {
            throw new IllegalStateException("the ingest has no port before it is started");
        }
        return started.port();
    }

    /** Observations that Kafka has acknowledged. */
    public long sent() {
        ObservationSender current = sender;
        return current == null ? 0 : current.sent();
    }

    /** Observations refused at the door; those that were unreadable are not counted. */
    public long refused() {
        ObservationSender current = sender;
        return current == null ? 0 : current.refused();
    }

    @Override
    public boolean isReady() {
        ObservationSender current = sender;
        return current != null && current.reachesKafka();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.empty();
    }

    @Override
    public void close() {
        Javalin started = server;
        if (started != null) {
            started.stop();
        }
        ObservationSender current = sender;
        if (current != null) {
            current.close();
        }
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.multipartConfig.maxTotalRequestSize(MAX_REQUEST_BYTES, SizeUnit.BYTES);
        config.jetty.multipartConfig.maxInMemoryFileSize(MAX_REQUEST_BYTES, SizeUnit.BYTES);
        config.routes.post("/v1/observations", this::accept);
        config.routes.get("/health/live", context -> context.result("live"));
        config.routes.get("/health/ready", context -> {
            boolean ready = isReady();
            context.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                    .result(ready ? "ready" : "not ready: Kafka does not answer");
        });
    }

    private void accept(Context context) throws IOException {
        if (isFromAnotherSite(context)) {
            error(context, HttpStatus.FORBIDDEN, "a page of another site may not send observations");
            return;
        }
        List<Submission> submissions;
        try {
            if (context.req().getContentLengthLong() > MAX_REQUEST_BYTES) {
                throw new ContentTooLargeResponse();
            }
            submissions = reader.read(context);
        } catch (ContentTooLargeResponse e) {
            readOut(context);
            error(
                    context,
                    HttpStatus.CONTENT_TOO_LARGE,
                    "the request is over " + MAX_REQUEST_BYTES + " bytes; send fewer observations in one");
            return;
        }
        if (submissions.isEmpty()) {
            error(context, HttpStatus.BAD_REQUEST, "the request has no observation");
            return;
        }
        answer(context, submissions);
    }

    /** A sender that still writes would see a broken connection and not the answer; one that writes on and on does. */
    private static void readOut(Context context) throws IOException {
        InputStream in = context.req().getInputStream();
        long left = 2L * MAX_REQUEST_BYTES;
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
            left -= read;
        }
    }

    private void answer(Context context, List<Submission> submissions) {
        ObservationSender current = sender;
        if (current == null) {
            error(context, HttpStatus.SERVICE_UNAVAILABLE, "the ingest is closed");
            return;
        }
        List<Submission> refused = new ArrayList<>();
        Map<Submission, CompletableFuture<Void>> deliveries = new LinkedHashMap<>();
        for (Submission submission : submissions) {
            Optional<Refusal> refusal = submission
                    .refusal()
                    .or(() -> submission.observation().flatMap(current::refuse))
                    .or(() -> submission.bound().flatMap(current::refuse));
            if (refusal.isPresent()) {
                refused.add(Submission.refused(submission.index(), submission.id(), refusal.get()));
            } else {
                CompletableFuture<Void> delivery = submission
                        .observation()
                        .map(current::deliver)
                        .orElseGet(() -> current.deliver(submission.bound().orElseThrow()));
                deliveries.put(submission, delivery);
                if (delivery.isCompletedExceptionally() && tooLarge(delivery).isEmpty()) {
                    break;
                }
            }
        }
        Optional<String> failure = await(deliveries, refused);
        if (failure.isPresent()) {
            error(context, HttpStatus.SERVICE_UNAVAILABLE, "Kafka did not take all of it: " + failure.get());
            return;
        }
        refused.sort(java.util.Comparator.comparingInt(Submission::index));
        int accepted = submissions.size() - refused.size();
        context.status(accepted > 0 ? HttpStatus.ACCEPTED : HttpStatus.BAD_REQUEST)
                .contentType("application/json")
                .result(body(accepted, refused).toString());
    }

    /** Waits for the broker; what it refuses for its size alone is refused, anything else is the broker's failure. */
    private static Optional<String> await(
            Map<Submission, CompletableFuture<Void>> deliveries, List<Submission> refused) {
        for (var entry : deliveries.entrySet()) {
            try {
                entry.getValue().join();
            } catch (CompletionException e) {
                Optional<Refusal> tooLarge = tooLarge(entry.getValue());
                if (tooLarge.isEmpty()) {
                    return Optional.of(String.valueOf(e.getCause() == null ? e : e.getCause()));
                }
                Submission submission = entry.getKey();
                refused.add(Submission.refused(submission.index(), submission.id(), tooLarge.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> tooLarge(CompletableFuture<Void> delivery) {
        try {
            delivery.join();
            return Optional.empty();
        } catch (CompletionException e) {
            return e.getCause() instanceof RecordTooLargeException
                    ? Optional.of(new Refusal(
                            Refusal.Cause.INVALID_FIELD,
                            "payload",
                            "the topic takes no record of this size; send a smaller payload or raise the topic's"
                                    + " max.message.bytes"))
                    : Optional.empty();
        }
    }

    private static ObjectNode body(int accepted, List<Submission> refused) {
        ObjectNode json = JSON.createObjectNode();
        json.put("accepted", accepted);
        ArrayNode reasons = json.putArray("refused");
        for (Submission submission : refused) {
            Refusal refusal = submission.refusal().orElseThrow();
            reasons.addObject()
                    .put("index", submission.index())
                    .put("id", submission.id())
                    .put("cause", refusal.cause().name())
                    .put("field", refusal.field())
                    .put("detail", refusal.detail());
        }
        return json;
    }

    /** A browser names the page's site in {@code Origin}; forms of other sites would otherwise reach a local port. */
    private static boolean isFromAnotherSite(Context context) {
        String origin = context.header("Origin");
        if (origin == null) {
            return false;
        }
        try {
            return !String.valueOf(URI.create(origin).getAuthority()).equals(context.header("Host"));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static void error(Context context, HttpStatus status, String message) {
        context.status(status)
                .contentType("application/json")
                .result(JSON.createObjectNode().put("error", message).toString());
    }
}
