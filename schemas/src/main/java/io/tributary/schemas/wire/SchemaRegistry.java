package io.tributary.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * A client of the Confluent-compatible schema registry API, which Confluent, Karapace, Redpanda and Apicurio serve. Ids
 * and schemas never change once given, so both are kept for the life of the process.
 */
final class SchemaRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    SchemaRegistry(URI url) {
        this.url = url;
    }

    URI url() {
        return url;
    }

    /** @throws UncheckedIOException if the registry does not answer or refuses the schema */
    int idOf(String subject, Schema schema) {
        return ids.computeIfAbsent(new Registered(subject, schema), this::register);
    }

    /**
     * The Avro schema of an id; empty if the registry has none, which is the fault of the record that names it.
     *
     * @throws UncheckedIOException if the registry does not answer: retry, the record is not at fault
     */
    Optional<Schema> schema(int id) {
        if (id <= 0) {
            return Optional.empty();
        }
        Schema known = schemas.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        HttpResponse<String> response = send(request("/schemas/ids/" + id).GET().build());
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        Optional<Schema> schema = avro(json(response));
        schema.ifPresent(found -> schemas.put(id, found));
        return schema;
    }

    private static Optional<Schema> avro(JsonNode answer) {
        if (!answer.path("schemaType").asText("AVRO").equals("AVRO")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Schema.Parser().parse(answer.path("schema").asText()));
        } catch (AvroRuntimeException e) {
            return Optional.empty();
        }
    }

    private int register(Registered wanted) {
        String body = JSON.createObjectNode()
                .put("schema", wanted.schema().toString())
                .toString();
        String path = "/subjects/" + URLEncoder.encode(wanted.subject(), StandardCharsets.UTF_8) + "/versions";
        HttpRequest request = request(path)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return json(send(request)).path("id").asInt();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url.toString().replaceAll("/$", "") + path))
                .timeout(TIMEOUT);
    }

    private JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new UncheckedIOException(new IOException("The schema registry answered " + response.statusCode()
                    + " to " + response.uri() + ": " + response.body()));
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("The schema registry at " + url + " does not answer; check registry.url", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while asking the schema registry", e));
        }
    }

    private record Registered(String subject, Schema schema) {}
}
