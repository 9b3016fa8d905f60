package io.tributary.sinks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.tributary.schemas.Decision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The live page: a web page of the newest decisions, their stream, and the pipeline's counters.
 *
 * <pre>
 * GET /                      the page, which needs nothing else from anywhere
 * GET /v1/decisions          the newest decisions as JSON, newest last; ?limit=100
 * GET /v1/decisions/stream   the same as server-sent events: the recent ones, then each as it comes
 * GET /v1/summary            name, counters
 * GET /health/live, /health/ready
 * </pre>
 *
 * <p>Serves from its construction to {@link #close()}. A slow or vanished client never holds up {@link #write}: each has a
 * bounded queue, and what does not fit is dropped for this client and counted.
 */
public final class LivePage implements Sink {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int DEFAULT_LIMIT = 100;

    private final String title;
    private final String host;
    private final DecisionFeed feed = new DecisionFeed();
    private final Map<String, Long> counters = new ConcurrentHashMap<>();
    private final AtomicLong decisions = new AtomicLong();
    private final PageSource source = new PageSource();
    private final Javalin server;
    private volatile BooleanSupplier readiness = () -> true;

    /** A page with the title Tributary; see {@link #LivePage(String, String, int)}. */
    public LivePage(String host, int port) {
        this("Tributary", host, port);
    }

    /**
     * Serves on {@code host:port} from now on.
     *
     * @param title what the page is about, such as the pipeline's name
     * @param host the address to listen on; 127.0.0.1 keeps the page to this machine
     * @param port 0 = any free one
     * @throws IllegalStateException if the port is taken, saying what to change
     */
    public LivePage(String title, String host, int port) {
        this.title = title;
        this.host = host;
        this.server = Javalin.create(this::configure);
        try {
            server.start(host, port);
        } catch (JavalinBindException e) {
            throw new IllegalStateException(
                    "The live page cannot listen on " + host + ":" + port
                            + ", which is taken or not this machine's; choose another port or stop what uses it",
                    e);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return server.port();
    }

    /** Where a browser on this machine finds the page. */
    public String url() {
        return "http://" + (host.equals("127.0.0.1") || host.equals("0.0.0.0") ? "localhost" : host) + ":" + port();
    }

    /**
     * Sets counters that the page shows and from which it tells rates; others stay as they are.
     *
     * @param values totals by name; the page knows {@code observations}, {@code embeddings}, {@code moments},
     *     {@code decisions}, {@code dead_letters} and {@code late}, and shows others after them
     */
    public void setCounters(Map<String, Long> values) {
        counters.putAll(values);
    }

    /** Lets {@code /health/ready} answer for more than this page, such as every stage of the process. */
    public void readyWhen(BooleanSupplier ready) {
        readiness = ready;
    }

    @Override
    public String type() {
        return "page";
    }

    @Override
    public boolean isVolatile() {
        return true;
    }

    @Override
    public void write(List<Decision> batch) {
        for (Decision decision : batch) {
            if (feed.publish(decision)) {
                decisions.incrementAndGet();
            }
        }
    }

    @Override
    public void close() {
        feed.close();
        server.stop();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.routes.before(context -> context.header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-store"));
        config.routes.get("/", this::servePage);
        config.routes.get("/v1/decisions", this::serveDecisions);
        config.routes.get("/v1/decisions/stream", feed::stream);
        config.routes.get("/v1/summary", context -> json(context, summary()));
        config.routes.get("/health/live", context -> context.result("live"));
        config.routes.get("/health/ready", this::serveReadiness);
    }

    private void servePage(Context context) {
        PageSource.Page page = source.page();
        context.header("Content-Security-Policy", page.securityPolicy());
        context.contentType("text/html; charset=utf-8").result(page.html());
    }

    private void serveDecisions(Context context) {
        String asked = Optional.ofNullable(context.queryParam("limit")).orElse(Integer.toString(DEFAULT_LIMIT));
        if (!asked.matches("[1-9]\\d{0,5}")) {
            context.status(HttpStatus.BAD_REQUEST)
                    .result("limit is not a number from 1 to 999999, expected such as ?limit=100");
            return;
        }
        String body = "[" + String.join(",", feed.newest(Integer.parseInt(asked))) + "]";
        context.contentType("application/json").result(body);
    }

    private void serveReadiness(Context context) {
        boolean ready = readiness.getAsBoolean();
        context.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).result(ready ? "ready" : "not ready");
    }

    private ObjectNode summary() {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("decisions", decisions.get());
        values.putAll(counters);
        ObjectNode json = JSON.createObjectNode();
        json.put("title", title);
        json.put("ready", readiness.getAsBoolean());
        ObjectNode shown = json.putObject("counters");
        values.forEach(shown::put);
        json.put("page_clients", feed.clients());
        json.put("page_dropped", feed.dropped());
        return json;
    }

    private static void json(Context context, ObjectNode json) {
        context.contentType("application/json").result(json.toString());
    }
}
