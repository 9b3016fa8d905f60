package io.tributary.encoders;

import io.tributary.schemas.Connection;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** An encoder in a process of its own: arguments are the broker, the topics' prefix, the bundle and the instance. */
final class EncoderProcess {
    private EncoderProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var connection = new Connection(
                // The shortest that brokers allow, so that an instance that is gone is replaced soon.
                Map.of(
                        "bootstrap.servers",
                        arguments[0],
                        "session.timeout.ms",
                        "6000",
                        "heartbeat.interval.ms",
                        "1000",
                        "transaction.timeout.ms",
                        "3000"),
                new Topics(arguments[1]),
                WireFormat.singleObject(),
                Path.of("unused"),
                arguments[3],
                true);
        var stage = new EncoderStage(connection, TestBundles.modality("vibration", Kind.SENSOR, Path.of(arguments[2])));
        Runtime.getRuntime().addShutdownHook(new Thread(stage::close));
        stage.start();
        System.out.println("started");
        new CountDownLatch(1).await();
    }
}
