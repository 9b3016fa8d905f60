package io.tributary.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The settings of one process: {@code tributary.yaml}, over it the environment, over it {@code --set}.
 *
 * <p>The environment variable of {@code kafka.bootstrap.servers} is {@code TRIBUTARY_KAFKA_BOOTSTRAP_SERVERS}. Every key
 * that begins with {@code kafka.} is passed on to Kafka's clients without the prefix.
 */
public final class Settings {
    private static final String ENVIRONMENT_PREFIX = "TRIBUTARY_";

    /** Every key with its default; an empty default means "not set". */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("topics.prefix", "tributary"),
            Map.entry("topics.partitions", "4"),
            Map.entry("topics.replication", "1"),
            Map.entry("registry.url", ""),
            Map.entry("state.directory", "data"),
            Map.entry("state.store", "disk"),
            Map.entry("instance", "0"),
            Map.entry("guarantee", "exactly-once"),
            Map.entry("ingest.host", "127.0.0.1"),
            Map.entry("ingest.port", "8081"),
            Map.entry("page.host", "127.0.0.1"),
            Map.entry("page.port", "8080"),
            Map.entry("postgres.url", ""),
            Map.entry("postgres.user", ""),
            Map.entry("postgres.password", ""),
            Map.entry("json-lines.path", "decisions.jsonl"));

    private final Map<String, String> values;

    private Settings(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @param file the settings file; where empty, {@code tributary.yaml} of the working directory if there is one
     * @throws UserException naming a key that does not exist or a value that is not allowed
     */
    public static Settings load(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        Map<String, String> values = new TreeMap<>(DEFAULTS);
        Path path = file.orElse(Path.of("tributary.yaml"));
        if (Files.isRegularFile(path)) {
            fromFile(path).forEach((key, value) -> put(values, key, value, path.toString()));
        } else if (file.isPresent()) {
            throw new UserException("There is no settings file " + path);
        }
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX) && !name.equals("TRIBUTARY_JAVA_OPTIONS")) {
                put(values, keyOf(name), value, "the environment variable " + name);
            }
        });
        flags.forEach((key, value) -> put(values, key, value, "--set"));
        return new Settings(values);
    }

    private static String keyOf(String environmentVariable) {
        String key = environmentVariable
                .substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
        return key.startsWith("json.lines.") ? key.replaceFirst("json.lines.", "json-lines.") : key;
    }

    private static void put(Map<String, String> values, String key, String value, String origin) {
        if (!DEFAULTS.containsKey(key) && !key.matches("kafka\\..+")) {
            throw new UserException(origin + " sets " + key + ", which is not a setting; expected kafka.… or one of "
                    + String.join(", ", new TreeMap<>(DEFAULTS).keySet()));
        }
        values.put(key, value);
    }

    private static Map<String, String> fromFile(Path file) {
        try {
            Map<String, String> found = new TreeMap<>();
            flatten("", new YAMLMapper().readTree(Files.readString(file)), found);
            return found;
        } catch (IOException e) {
            throw new UserException(file + " cannot be read as YAML: " + e.getMessage());
        }
    }

    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(e -> flatten(path.isEmpty() ? e.getKey() : path + "." + e.getKey(), e.getValue(), into));
        } else if (!node.isMissingNode() && !node.isNull()) {
            into.put(path, node.asText());
        }
    }

    public String get(String key) {
        return values.getOrDefault(key, "");
    }

    public int port(String key) {
        return integer(key, 0, 65_535);
    }

    public int integer(String key, int minimum, int maximum) {
        try {
            int value = Integer.parseInt(get(key));
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, in the same words as a number out of range.
        }
        throw new UserException(key + " is '" + get(key) + "', expected a number from " + minimum + " to " + maximum);
    }

    public Path stateDirectory() {
        return Path.of(get("state.directory"));
    }

    /** Whether a Kafka cluster is named; otherwise {@code run} starts a broker of its own. */
    public boolean hasCluster() {
        return !get("kafka.bootstrap.servers").isBlank();
    }

    /** The connection to the cluster that the settings name. */
    public Connection connection() {
        return connection(kafka());
    }

    /** The connection to a broker that this process started. */
    public Connection connectionTo(String bootstrapServers) {
        Map<String, String> kafka = kafka();
        kafka.put("bootstrap.servers", bootstrapServers);
        return connection(kafka);
    }

    private Connection connection(Map<String, String> kafka) {
        return new Connection(
                kafka,
                new Topics(get("topics.prefix")),
                get("registry.url").isBlank()
                        ? WireFormat.singleObject()
                        : WireFormat.confluent(URI.create(get("registry.url"))),
                stateDirectory().resolve("streams"),
                get("instance"),
                switch (get("guarantee")) {
                    case "exactly-once" -> true;
                    case "at-least-once" -> false;
                    default ->
                        throw new UserException(
                                "guarantee is '" + get("guarantee") + "', expected exactly-once or at-least-once");
                },
                switch (get("state.store")) {
                    case "disk" -> false;
                    case "memory" -> true;
                    default ->
                        throw new UserException("state.store is '" + get("state.store") + "', expected disk or memory");
                });
    }

    private Map<String, String> kafka() {
        Map<String, String> kafka = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith("kafka.")) {
                kafka.put(key.substring("kafka.".length()), value);
            }
        });
        return kafka;
    }

    /** One {@code key: value} line a setting; what looks like a secret is masked. */
    public String describe() {
        var text = new StringBuilder();
        UnaryOperator<String> lower = key -> key.toLowerCase(Locale.ROOT);
        values.forEach((key, value) -> {
            boolean secret = lower.apply(key).matches(".*(password|secret|jaas|token|credential|\\.key$).*");
            text.append(key)
                    .append(": ")
                    .append(secret && !value.isEmpty() ? "********" : value)
                    .append('\n');
        });
        return text.toString();
    }
}
