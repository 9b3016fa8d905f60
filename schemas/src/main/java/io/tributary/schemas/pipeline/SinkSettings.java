package io.tributary.schemas.pipeline;

import java.util.Map;

/**
 * Where decisions go.
 *
 * @param type {@code console}, {@code json-lines}, {@code page} or {@code postgres}
 * @param settings the sink's own keys, such as {@code path} or {@code url}
 */
public record SinkSettings(String type, Map<String, String> settings) {
    public SinkSettings {
        settings = Map.copyOf(settings);
    }
}
