package io.tributary.encoders;

import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Bundles for tests: those that come with Tributary, and {@code fragile}, which breaks on demand. */
public final class TestBundles {
    private TestBundles() {}

    /** Fails on a mean of channel {@code a} outside 0 to 15, answers NaN for a negative mean of channel {@code b}. */
    public static Path fragile() {
        return Path.of("src", "test", "resources", "bundles", "fragile").toAbsolutePath();
    }

    /** A later version of {@link #fragile()}, in a space of its own, which answers 100 more. */
    public static Path fragileNext() {
        return fragile().resolveSibling("fragile-next");
    }

    public static Path bundled(String name) {
        return Path.of(System.getProperty("tributary.root"), "models", "encoders", name);
    }

    public static Modality modality(String name, Kind kind, Path bundle) {
        return new Modality(name, kind, bundle, Optional.empty(), Batching.of(kind), Duration.ofMinutes(1));
    }

    public static Modality framed(String name, Path bundle, Framing framing) {
        return new Modality(
                name, Kind.SENSOR, bundle, Optional.of(framing), Batching.of(Kind.SENSOR), Duration.ofMinutes(1));
    }

    /** A copy that a test may damage. */
    public static Path copy(Path bundle, Path target) {
        try (Stream<Path> files = Files.list(bundle)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Encoded only(Encoder encoder, io.tributary.schemas.Observation observation) {
        return encoder.encode(List.of(observation)).get(0);
    }
}
