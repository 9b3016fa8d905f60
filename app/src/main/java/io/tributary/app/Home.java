package io.tributary.app;

import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.recording.Recording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder that Tributary lies in, with {@code pipelines}, {@code models} and {@code recordings}. */
public final class Home {
    private Home() {}

    /** The launcher says where; without it, the working directory. */
    public static Path folder() {
        return Path.of(System.getProperty("tributary.home", "."))
                .toAbsolutePath()
                .normalize();
    }

    public static Path bundledRecording() {
        return folder().resolve("recordings/plant");
    }

    /**
     * The pipeline file given, or the one that the recording's name points to: {@code actions/train} finds
     * {@code pipelines/actions.yaml}.
     */
    public static Pipeline pipelineFor(Recording recording, Optional<Path> given) {
        if (given.isPresent()) {
            return PipelineFile.read(given.get());
        }
        String name = recording.name().split("/", 2)[0];
        Path file = folder().resolve("pipelines").resolve(name + ".yaml");
        if (!Files.isRegularFile(file)) {
            throw new UserException("The recording '" + recording.name() + "' has no pipeline file " + file
                    + "; name one with --pipeline.");
        }
        return PipelineFile.read(file);
    }
}
