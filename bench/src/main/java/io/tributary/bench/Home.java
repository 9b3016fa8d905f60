package io.tributary.bench;

import java.nio.file.Path;

/** The folder that Tributary lies in, with {@code models} and {@code pipelines}; the launcher says where. */
final class Home {
    private Home() {}

    static Path folder() {
        return Path.of(System.getProperty("tributary.home", "."))
                .toAbsolutePath()
                .normalize();
    }
}
