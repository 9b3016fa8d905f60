package io.tributary.schemas;

import java.util.Locale;

/** What an observation consists of; several modalities of a pipeline may share one kind. */
public enum Kind {
    TEXT,
    IMAGE,
    SENSOR;

    /** The name used in pipeline files and recordings: {@code text}, {@code image}, {@code sensor}. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the kinds there are */
    public static Kind named(String name) {
        for (Kind kind : values()) {
            if (kind.lowerCase().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind is '" + name + "', expected text, image or sensor");
    }
}
