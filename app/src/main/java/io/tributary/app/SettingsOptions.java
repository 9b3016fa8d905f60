package io.tributary.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command with settings has. */
public final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file; default: tributary.yaml if there is one.")
    private @Nullable Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides one setting, such as kafka.bootstrap.servers=localhost:9092.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    public Settings load() {
        return Settings.load(Optional.ofNullable(file), System.getenv(), overrides);
    }
}
