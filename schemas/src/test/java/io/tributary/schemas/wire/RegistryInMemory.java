package io.tributary.schemas.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The two calls of Confluent's registry API that are used, over HTTP. {@code RegistryIT} has a real one. */
final class RegistryInMemory implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private RegistryInMemory(HttpServer server) {
        this.server = server;
    }

    static RegistryInMemory start() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var registry = new RegistryInMemory(server);
        server.createContext("/", registry::answer);
        server.start();
        return registry;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    /** Keeps {@code answer} as what the registry says of an id, which is returned. */
    int add(String answer) {
        answers.add(answer);
        return answers.size();
    }

    List<String> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        if (path.matches("/subjects/.+/versions")) {
            String schema =
                    JSON.readTree(exchange.getRequestBody()).path("schema").asText();
            String answer = JSON.createObjectNode().put("schema", schema).toString();
            int known = answers.indexOf(answer);
            respond(exchange, 200, "{\"id\":" + (known < 0 ? add(answer) : known + 1) + "}");
        } else {
            int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            boolean exists = id >= 1 && id <= answers.size();
            respond(exchange, exists ? 200 : 404, exists ? answers.get(id - 1) : "{\"error_code\":40403}");
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
