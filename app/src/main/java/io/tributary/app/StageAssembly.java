package io.tributary.app;

import io.tributary.encoders.EncoderStage;
import io.tributary.encoders.sensor.FramingStage;
import io.tributary.fusion.FusionStage;
import io.tributary.ingest.HttpIngest;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Stage;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.SinkSettings;
import io.tributary.sinks.ConsoleSink;
import io.tributary.sinks.JsonLinesSink;
import io.tributary.sinks.LivePage;
import io.tributary.sinks.PostgresSink;
import io.tributary.sinks.Sink;
import io.tributary.sinks.SinkStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The stages of a pipeline, made from their names: {@code ingest}, {@code framing-<modality>}, {@code
 * encoder-<modality>}, {@code fusion}, {@code sink-<type>}.
 */
public record StageAssembly(Settings settings, Connection connection, Pipeline pipeline) {
    /** The names of all stages of the pipeline, in the order in which data flows. */
    public static List<String> names(Pipeline pipeline) {
        List<String> names = new ArrayList<>(List.of("ingest"));
        for (Modality modality : pipeline.modalities()) {
            if (modality.framing().isPresent()) {
                names.add("framing-" + modality.name());
            }
            names.add("encoder-" + modality.name());
        }
        names.add("fusion");
        pipeline.sinks().forEach(sink -> names.add("sink-" + sink.type()));
        return names;
    }

    /** @throws UserException naming the stages there are, if {@code name} is none of them */
    public Stage create(String name) {
        if (name.equals("ingest")) {
            return new HttpIngest(connection, pipeline, settings.get("ingest.host"), settings.port("ingest.port"));
        }
        if (name.equals("fusion")) {
            return new FusionStage(connection, pipeline);
        }
        for (Modality modality : pipeline.modalities()) {
            if (name.equals("encoder-" + modality.name())) {
                return new EncoderStage(connection, modality);
            }
            if (name.equals("framing-" + modality.name()) && modality.framing().isPresent()) {
                return new FramingStage(connection, modality);
            }
        }
        if (name.startsWith("sink-")) {
            return new SinkStage(connection, sink(name.substring("sink-".length())));
        }
        throw new UserException("There is no stage '" + name + "' in the pipeline " + pipeline.name()
                + "; expected one of " + String.join(", ", names(pipeline)));
    }

    /** A sink by its type, whether or not the pipeline file lists it; the file's own keys win over the settings. */
    private Sink sink(String type) {
        Map<String, String> own = pipeline.sinks().stream()
                .filter(sink -> sink.type().equals(type))
                .map(SinkSettings::settings)
                .findFirst()
                .orElse(Map.of());
        return switch (type) {
            case "console" -> new ConsoleSink(System.out, System.console() != null);
            case "json-lines" -> new JsonLinesSink(Path.of(own.getOrDefault("path", settings.get("json-lines.path"))));
            case "page" ->
                page(
                        pipeline.name(),
                        own.getOrDefault("host", settings.get("page.host")),
                        own.containsKey("port") ? Integer.parseInt(own.get("port")) : settings.port("page.port"));
            case "postgres" -> postgres(own);
            default ->
                throw new UserException(
                        "There is no sink '" + type + "', expected console, json-lines, page or postgres");
        };
    }

    /** @throws UserException if the port is taken */
    public static LivePage page(String title, String host, int port) {
        try {
            return new LivePage(title, host, port);
        } catch (IllegalStateException e) {
            throw new UserException(String.valueOf(e.getMessage()));
        }
    }

    private Sink postgres(Map<String, String> own) {
        String url = own.getOrDefault("url", settings.get("postgres.url"));
        if (url.isBlank()) {
            throw new UserException(
                    "postgres.url is not set, expected such as jdbc:postgresql://localhost:5432/tributary;"
                            + " set TRIBUTARY_POSTGRES_URL");
        }
        return new PostgresSink(
                url,
                own.getOrDefault("user", settings.get("postgres.user")),
                own.getOrDefault("password", settings.get("postgres.password")));
    }
}
