package io.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.ObservationJson;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class HttpIngestIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private KafkaFixture kafka;
    private Topics topics;
    private HttpIngest ingest;

    @BeforeEach
    void start(KafkaFixture fixture) {
        kafka = fixture;
        topics = kafka.newTopics();
        kafka.create(topics, TestPipeline.PIPELINE);
        ingest = new HttpIngest(kafka.connection(topics), TestPipeline.PIPELINE, "127.0.0.1", 0);
        ingest.start();
    }

    @AfterEach
    void stop() {
        ingest.close();
    }

    @Test
    void oneObservationIsAcceptedAndOnItsTopic() throws Exception {
        Observation observation = TestPipeline.text("m1", 1, "it hums");
        HttpResponse<String> answer = post(ObservationJson.write(observation).toString());
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"refused\":[]}");
        assertThat(onTopic("message")).containsExactly(observation);
    }

    @Test
    void ofABatchTheGoodIsAcceptedAndTheBadIsToldWithItsPlaceAndCause() throws Exception {
        ArrayNode batch = JSON.createArrayNode();
        Observation first = TestPipeline.text("m1", 1, "it hums");
        Observation last = TestPipeline.image("m1", 4, TestPipeline.picture("png", 16, 16));
        batch.add(ObservationJson.write(first));
        batch.add(ObservationJson.write(TestPipeline.text("m1", 2, "")));
        batch.add("no object");
        batch.add(ObservationJson.write(TestPipeline.reading("m1", 3, Float.NaN)));
        batch.add(ObservationJson.write(last));
        HttpResponse<String> answer = post(batch.toString());
        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.path("accepted").asInt()).isEqualTo(2);
        assertThat(json.path("refused"))
                .extracting(each -> each.path("index").asInt() + " "
                        + each.path("id").asText() + " " + each.path("cause").asText() + " "
                        + each.path("field").asText())
                .containsExactly(
                        "1 m1/message/2 EMPTY_TEXT text",
                        "2  UNREADABLE value",
                        "3 m1/telemetry/3 NO_FINITE_SAMPLES samples");
        assertThat(onTopic("message")).containsExactly(first);
        assertThat(onTopic("camera")).containsExactly(last);
        assertThat(onTopic("telemetry")).isEmpty();
    }

    @Test
    void aBoundLiesBehindWhatItSpeaksOfAndOneOfAllEntitiesInEveryPartition() throws Exception {
        ArrayNode batch = JSON.createArrayNode();
        batch.add(ObservationJson.write(TestPipeline.text("m1", 1, "it hums")));
        batch.addObject().put("modality", "message").put("entity", "m1").put("bound", "2026-01-01T00:00:10Z");
        batch.addObject().put("modality", "camera").put("bound", "2026-01-01T00:00:20Z");
        batch.addObject().put("modality", "message").put("bound", "soon");
        batch.addObject().put("modality", "smell").put("bound", "2026-01-01T00:00:10Z");

        HttpResponse<String> answer = post(batch.toString());

        assertThat(JSON.readTree(answer.body()).path("accepted").asInt()).isEqualTo(3);
        assertThat(JSON.readTree(answer.body()).path("refused"))
                .extracting(each ->
                        each.path("cause").asText() + " " + each.path("field").asText())
                .containsExactly("INVALID_FIELD bound", "WRONG_MODALITY modality");
        List<ConsumerRecord<byte[], byte[]>> messages = kafka.readCommitted(topics.raw("message"));
        assertThat(messages).hasSize(2);
        assertThat(bound(messages.get(1), "message"))
                .isEqualTo(new Bound("message", Optional.of("m1"), Instant.parse("2026-01-01T00:00:10Z")));
        List<ConsumerRecord<byte[], byte[]>> cameras = kafka.readCommitted(topics.raw("camera"));
        assertThat(cameras).isNotEmpty().allSatisfy(record -> assertThat(bound(record, "camera"))
                .isEqualTo(new Bound("camera", Optional.empty(), Instant.parse("2026-01-01T00:00:20Z"))));
        assertThat(cameras).extracting(ConsumerRecord::partition).doesNotHaveDuplicates();
    }

    private static Bound bound(ConsumerRecord<byte[], byte[]> record, String modality) throws RefusedException {
        return Bound.read(record.key(), record.value(), record.headers(), modality);
    }

    @Test
    void aRequestOfWhichNothingIsGoodIsABadRequest() throws Exception {
        assertThat(post("{\"id\":").statusCode()).isEqualTo(400);
        assertThat(post("[]").statusCode()).isEqualTo(400);
        assertThat(post("{} {}").statusCode()).isEqualTo(400);
        var future =
                new Observation("1", "m1", "message", Instant.now().plusSeconds(7200), new Payload.Text("from later"));
        HttpResponse<String> answer = post(ObservationJson.write(future).toString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("TIME_IN_FUTURE").contains("max-future-skew");
    }

    @Test
    void anImageComesAsAFileOfAForm() throws Exception {
        Bytes cat = TestPipeline.picture("jpg", 30, 20);
        Bytes dog = TestPipeline.picture("png", 12, 9);
        Observation first = TestPipeline.image("m1", 1, cat);
        Observation second = TestPipeline.image("m1", 2, dog);
        Observation third = TestPipeline.text("m1", 3, "no image at all");
        ObjectNode named = ObservationJson.write(second).put("image", "dog.png");
        HttpResponse<String> answer = postForm(
                List.of(
                        named.toString(),
                        withoutImage(first),
                        ObservationJson.write(third).toString()),
                new String[] {"cat.jpg", "dog.png"},
                new Bytes[] {cat, dog});
        assertThat(answer.body()).isEqualTo("{\"accepted\":3,\"refused\":[]}");
        assertThat(onTopic("camera")).containsExactlyInAnyOrder(first, second);
        assertThat(onTopic("message")).containsExactly(third);
    }

    @Test
    void anObservationWithoutItsFileIsRefused() throws Exception {
        HttpResponse<String> answer = postForm(
                List.of(withoutImage(TestPipeline.image("m1", 1, TestPipeline.picture("png", 4, 4)))),
                new String[] {},
                new Bytes[] {});
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("UNDECODABLE_IMAGE").contains("0 files 'image'");
    }

    @Test
    void aRequestOverTheLimitIsToldSo() throws Exception {
        byte[] large = new byte[HttpIngest.MAX_REQUEST_BYTES + 1];
        HttpResponse<String> answer = CLIENT.send(
                request().POST(HttpRequest.BodyPublishers.ofByteArray(large)).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aPageOfAnotherSiteMayNotSend() throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                request()
                        .header("Origin", "https://elsewhere.example")
                        .POST(HttpRequest.BodyPublishers.ofString(ObservationJson.write(TestPipeline.text("m1", 1, "x"))
                                .toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(onTopic("message")).isEmpty();
    }

    @Test
    void withoutKafkaTheAnswerIsUnavailable() throws Exception {
        try (var lost = new HttpIngest(kafka.connection(kafka.newTopics()), TestPipeline.PIPELINE, "127.0.0.1", 0)) {
            lost.start();
            assertThat(lost.isReady()).isFalse();
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lost.port() + "/v1/observations"))
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    ObservationJson.write(TestPipeline.text("m1", 1, "x"))
                                            .toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aBusyPortIsToldInOneSentence() {
        try (var second = new HttpIngest(kafka.connection(topics), TestPipeline.PIPELINE, "127.0.0.1", ingest.port())) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("127.0.0.1:" + ingest.port())
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void healthTellsLifeAndReadiness() throws Exception {
        assertThat(ingest.isReady()).isTrue();
        for (String path : List.of("/health/live", "/health/ready")) {
            HttpResponse<String> answer = CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingest.port() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ingest.port() + "/v1/observations"));
    }

    private HttpResponse<String> post(String json) throws IOException, InterruptedException {
        return CLIENT.send(
                request()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> postForm(List<String> observations, String[] names, Bytes[] images)
            throws IOException, InterruptedException {
        String boundary = "limit-of-parts";
        var body = new ByteArrayOutputStream();
        for (String observation : observations) {
            write(body, "--" + boundary + "\r\nContent-Disposition: form-data; name=\"observation\"\r\n\r\n");
            write(body, observation + "\r\n");
        }
        for (int i = 0; i < names.length; i++) {
            write(body, "--" + boundary + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"");
            write(body, names[i] + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
            body.writeBytes(images[i].toArray());
            write(body, "\r\n");
        }
        write(body, "--" + boundary + "--\r\n");
        return CLIENT.send(
                request()
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void write(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String withoutImage(Observation observation) {
        ObjectNode json = ObservationJson.write(observation);
        assertThat(Base64.getDecoder().decode(json.path("image").asText())).isNotEmpty();
        json.remove("image");
        return json.toString();
    }

    private List<Observation> onTopic(String modality) {
        var codec = new ObservationCodec(WireFormat.singleObject());
        return kafka.readCommitted(topics.raw(modality)).stream()
                .map(record -> {
                    try {
                        return codec.decode(record.headers(), record.value());
                    } catch (RefusedException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}
