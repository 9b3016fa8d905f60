package io.tributary.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.schemas.Decision;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LivePageTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final LivePage page = new LivePage("plant", "127.0.0.1", 0);
    private final List<Decision> decisions = GeneratedDecisions.plant(2, 20, Duration.ofSeconds(10));

    @AfterEach
    void closePage() {
        page.close();
    }

    @Test
    void thePageIsOneDocumentThatMayOnlyTalkToItsOwnServer() throws Exception {
        HttpResponse<String> answer = get("/");
        String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy).contains("default-src 'none'").contains("connect-src 'self'");
        String nonce = policy.replaceAll(".*script-src 'nonce-([^']+)'.*", "$1");
        assertThat(answer.body())
                .contains("<script nonce=\"" + nonce + "\">")
                .doesNotContain(
                        "{{",
                        "src=",
                        "href=\"http",
                        "url(",
                        "@import",
                        "innerHTML",
                        "insertAdjacentHTML",
                        "document.write");
        assertThat(get("/").body()).doesNotContain(nonce);
    }

    @Test
    void theNewestDecisionsAreThereAsJson() throws Exception {
        page.write(decisions);
        JsonNode newest = JSON.readTree(get("/v1/decisions?limit=3").body());
        assertThat(newest).hasSize(3);
        assertThat(newest.get(2).path("id").asText())
                .isEqualTo(decisions.get(decisions.size() - 1).id());
        assertThat(get("/v1/decisions?limit=none").statusCode()).isEqualTo(400);
    }

    @Test
    void theStreamTellsWhatWasAndThenWhatComes() throws Exception {
        page.write(decisions.subList(0, 5));
        try (Events events = new Events()) {
            assertThat(events.next("ready")).containsExactlyElementsOf(ids(decisions.subList(0, 5)));
            page.write(decisions.subList(5, 6));
            page.write(decisions.subList(4, 6));
            assertThat(events.next("decisions")).isEmpty();
            assertThat(events.lastIds).containsExactlyElementsOf(ids(decisions.subList(5, 6)));
        }
    }

    @Test
    void aClientThatDoesNotReadHoldsUpNothingAndItsLossIsCounted() throws Exception {
        try (var silent = new Socket("127.0.0.1", page.port())) {
            silent.setReceiveBufferSize(1024);
            silent.getOutputStream()
                    .write("GET /v1/decisions/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> summary().path("page_clients").asInt() == 1);
            List<Decision> many = GeneratedDecisions.plant(8, 1_600, Duration.ofSeconds(10));
            page.write(many);
            assertThat(summary().path("page_dropped").asLong()).isPositive();
            assertThat(summary().path("counters").path("decisions").asLong()).isEqualTo(many.size());
        }
    }

    @Test
    void countersAreThoseThatWereSet() throws Exception {
        page.setCounters(Map.of("observations", 12L, "late", 1L));
        page.write(decisions.subList(0, 2));
        JsonNode summary = summary();
        assertThat(summary.path("title").asText()).isEqualTo("plant");
        assertThat(summary.path("counters").path("observations").asInt()).isEqualTo(12);
        assertThat(summary.path("counters").path("decisions").asInt()).isEqualTo(2);
    }

    @Test
    void readinessIsThatOfTheProcess() throws Exception {
        var ready = new AtomicBoolean();
        page.readyWhen(ready::get);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        ready.set(true);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aBusyPortIsToldInOneSentence() {
        assertThatThrownBy(() -> new LivePage("127.0.0.1", page.port()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("127.0.0.1:" + page.port())
                .hasMessageContaining("choose another port");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode summary() throws Exception {
        return JSON.readTree(get("/v1/summary").body());
    }

    private static List<String> ids(List<Decision> decisions) {
        return decisions.stream().map(Decision::id).toList();
    }

    /** Reads the stream as a browser does. */
    private final class Events implements AutoCloseable {
        private final BufferedReader reader;
        private List<String> lastIds = List.of();

        Events() throws Exception {
            InputStream body = CLIENT.send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + page.port() + "/v1/decisions/stream"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** Reads up to an event, and returns the ids of decisions that came before it. */
        List<String> next(String name) throws Exception {
            List<String> before = new ArrayList<>();
            while (true) {
                String event = line("event: ");
                List<String> found = new ArrayList<>();
                JSON.readTree(line("data: "))
                        .forEach(each -> found.add(each.path("id").asText()));
                if (event.equals(name)) {
                    lastIds = found;
                    return before;
                }
                before.addAll(found);
            }
        }

        private String line(String start) throws Exception {
            String line = reader.readLine();
            while (!line.startsWith(start)) {
                line = reader.readLine();
            }
            return line.substring(start.length());
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }
}
