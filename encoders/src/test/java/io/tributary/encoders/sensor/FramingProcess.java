package io.tributary.encoders.sensor;

import io.tributary.encoders.TestBundles;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Framing in a process of its own: arguments are the broker, the topics' prefix, the bundle and the folder of its state. */
final class FramingProcess {
    /** Nothing is sent by the wall clock, so that the frames depend on the readings alone. */
    static final Framing FRAMING = new Framing(
            Duration.ofSeconds(8),
            Duration.ofSeconds(4),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            0.1f,
            Duration.ofMinutes(30));

    private FramingProcess() {}

    static Modality modality(Path bundle) {
        return TestBundles.framed("vibration", bundle, FRAMING);
    }

    public static void main(String[] arguments) throws InterruptedException {
        var connection = new Connection(
                Map.of("bootstrap.servers", arguments[0], "session.timeout.ms", "6000"),
                new Topics(arguments[1]),
                WireFormat.singleObject(),
                Path.of(arguments[3]),
                "0",
                true);
        var stage = new FramingStage(connection, modality(Path.of(arguments[2])));
        stage.start();
        new CountDownLatch(1).await();
    }
}
